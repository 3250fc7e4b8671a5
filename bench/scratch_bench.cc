#define main engine_bench_main
#include "engine_bench.cc"
#undef main
#include <sys/resource.h>
#include <ctime>
static double Cpu(clockid_t c){timespec t;clock_gettime(c,&t);return t.tv_sec*1e6+t.tv_nsec/1e3;}
int main(int argc,char**argv){
  using namespace tenure::bench;
  std::string d=argv[1]; int callers=atoi(argv[2]); int n=atoi(argv[3]); int reps=argc>4?atoi(argv[4]):1;
  std::filesystem::remove_all(d); std::filesystem::create_directories(d);
  Tenure t(d+"/tenure");
  for(int i=0;i<20000 && reps>1;i+=callers) t.Batch(callers);
  double best=1e9,bestall=1e9;
  for(int r=0;r<reps;++r){
  double a=Cpu(CLOCK_THREAD_CPUTIME_ID),b=Cpu(CLOCK_PROCESS_CPUTIME_ID); auto w=Steady::now();
  int done=0; for(;done<n;done+=callers) t.Batch(callers);
  double th=(Cpu(CLOCK_THREAD_CPUTIME_ID)-a)/done, all=(Cpu(CLOCK_PROCESS_CPUTIME_ID)-b)/done;
  double wall=std::chrono::duration<double,std::micro>(Steady::now()-w).count()/done;
  best=std::min(best,th);bestall=std::min(bestall,all);
  if(reps<4) fmt::print("callers {} thread {:.2f} us, process {:.2f} us, wall {:.2f}\n",callers,th,all,wall);}
  fmt::print("callers {} best thread {:.2f} us, process {:.2f} us\n",callers,best,bestall);
  std::filesystem::remove_all(d);
}
