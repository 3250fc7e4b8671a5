// The program. Everything it does is in cli (words) and app (wiring).
#include "app/kafka_door.h"
#include "app/store_door.h"
#include "cli/verbs.h"

int main(int argc, char** argv) {
  tenure::app::DiskStoreDoor door;
  tenure::app::ClusterDoor kafka;
  return tenure::cli::Main(argc, argv, door, kafka);
}
