// Put before a program's own libraries (LD_PRELOAD), writes down in order what the program writes to files and when it has them synced.
// The file that SYNC_LOG names gets a line for each: `write PATH` or `sync PATH`.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static ssize_t (*own_write)(int, const void *, size_t);

static void note(const char *what, int fd) {
  const char *log = getenv("SYNC_LOG");
  char link[64], path[1024], line[1100];
  if (log == NULL) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return;
  path[length] = 0;
  if (strstr(path, "ledger.db") == NULL) return;
  int out = open(log, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (out < 0) return;
  if (own_write == NULL) own_write = dlsym(RTLD_NEXT, "write");
  own_write(out, line, (size_t)snprintf(line, sizeof line, "%s %s\n", what, path));
  close(out);
}

#define SYNC(name)                                                  \
  int name(int fd) {                                                \
    int (*own)(int) = dlsym(RTLD_NEXT, #name);                      \
    int result = own(fd);                                           \
    if (result == 0) note("sync", fd);                              \
    return result;                                                  \
  }
SYNC(fsync)
SYNC(fdatasync)

#define PWRITE(name, offset_type)                                             \
  ssize_t name(int fd, const void *bytes, size_t size, offset_type at) {      \
    ssize_t (*own)(int, const void *, size_t, offset_type) =                  \
        dlsym(RTLD_NEXT, #name);                                              \
    note("write", fd);                                                        \
    return own(fd, bytes, size, at);                                          \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t size) {
  if (own_write == NULL) own_write = dlsym(RTLD_NEXT, "write");
  note("write", fd);
  return own_write(fd, bytes, size);
}
