/*
 * ask SOCKET: connects to a UNIX socket, sends what comes on stdin, writes the answer to stdout, ends.
 * For images in which no other program speaks over UNIX sockets; jdiag puts it there only with --allow inject-helper and
 * removes it. Without a C library: a static file of some hundred bytes. It ends after two minutes whatever happens.
 * Exit codes: 0 answered, 64 usage, 1 no socket, 2 not connected, 3 not sent, 4 answer not written.
 */
#include <stddef.h>

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, ALARM = 37, SOCKET = 41, CONNECT = 42, EXIT = 60 };
static long call(long number, long a, long b, long c) {
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}
static void limit(void) { call(ALARM, 120, 0, 0); }
__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call run\n");
#elif defined(__aarch64__)
enum { READ = 63, WRITE = 64, SETITIMER = 103, SOCKET = 198, CONNECT = 203, EXIT = 93 };
static long call(long number, long a, long b, long c) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
}
/* No alarm(2) there. */
static void limit(void) {
  static const long twoMinutes[4] = {0, 0, 120, 0};
  call(SETITIMER, 0, (long)twoMinutes, 0);
}
__asm__(".globl _start\n_start: mov x29, #0\n mov x30, #0\n mov x0, sp\n bl run\n");
#else
#error "no system calls for this processor yet"
#endif

struct address {
  unsigned short family;
  char path[108];
};

static char buffer[65536];

static void end(int code) {
  for (;;) call(EXIT, code, 0, 0);
}

static int copy(int from, int to) {
  for (;;) {
    long count = call(READ, from, (long)buffer, sizeof buffer);
    if (count <= 0) return count == 0;
    for (long at = 0; at < count;) {
      long written = call(WRITE, to, (long)(buffer + at), count - at);
      if (written <= 0) return 0;
      at += written;
    }
  }
}

void run(long *stack) {
  static struct address address;
  const char *path = stack[0] == 2 ? (const char *)stack[2] : NULL;
  size_t length = 0;
  if (path == NULL) end(64);
  limit();
  for (; path[length] != 0; length++) {
    if (length + 1 >= sizeof address.path) end(64);
    address.path[length] = path[length];
  }
  address.family = 1;
  int socket = call(SOCKET, 1, 1, 0);
  if (socket < 0) end(1);
  if (call(CONNECT, socket, (long)&address, sizeof address.family + length + 1) < 0) end(2);
  if (!copy(0, socket)) end(3);
  end(copy(socket, 1) ? 0 : 4);
}
