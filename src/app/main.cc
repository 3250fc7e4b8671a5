// The program. Everything it does is in cli (words) and app (wiring).
#include "app/store_door.h"
#include "cli/verbs.h"

int main(int argc, char** argv) {
  tenure::app::DiskStoreDoor door;
  return tenure::cli::Main(argc, argv, door);
}
