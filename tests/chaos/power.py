"""Power cuts, a full disk and a jumping clock for Redis.

A small library, compiled with the machine's C compiler and loaded into the server, notes for each
append-only file the size that its last fsync covered. A cut is a kill, and then a truncation to it.
It also reads a page that the rig writes: how far the clock is off, and whether the disk is full.
"""

import shutil
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from orderlane.embedded import find_server

SOURCE: Final = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

struct page { volatile long long clock_off_us; volatile long long disk_full; };

static struct page *told(void) {
    static struct page none, *page;
    if (page) return page;
    const char *name = getenv("TOLD");
    int file = name ? open(name, O_RDONLY) : -1;
    void *found = file < 0 ? MAP_FAILED
        : mmap(NULL, sizeof(struct page), PROT_READ, MAP_SHARED, file, 0);
    return page = found == MAP_FAILED ? &none : found;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int result = real(now, zone);
    if (result == 0 && now) {
        long long us = now->tv_sec * 1000000LL + now->tv_usec + told()->clock_off_us;
        now->tv_sec = us / 1000000;
        now->tv_usec = us % 1000000;
    }
    return result;
}

ssize_t write(int fd, const void *from, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    struct stat file;
    if (told()->disk_full && fstat(fd, &file) == 0 && S_ISREG(file.st_mode)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, from, count);
}

static int noted(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    struct stat before;
    int known = fstat(fd, &before) == 0 && S_ISREG(before.st_mode);
    int result = real(fd);
    const char *folder = getenv("SYNCED_SIZES");
    if (result == 0 && known && folder) {
        char path[512];
        snprintf(path, sizeof path, "%s/%llu", folder, (unsigned long long)before.st_ino);
        int out = open(path, O_WRONLY | O_CREAT, 0600);
        if (out >= 0) {
            char size[32];
            int length = snprintf(size, sizeof size, "%020lld\n", (long long)before.st_size);
            if (pwrite(out, size, length, 0) != length) abort();
            close(out);
        }
    }
    return result;
}

int fsync(int fd) { return noted("fsync", fd); }
int fdatasync(int fd) { return noted("fdatasync", fd); }
"""


class NoCompiler(RuntimeError):
    """Power cuts cannot be injected on this machine."""


class Power:
    """What one Redis stands on: `server` is the program to start, `cut` what to do after a kill."""

    def __init__(self, folder: Path) -> None:
        """Compile the library into FOLDER; raise NoCompiler when that cannot be done."""
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            raise NoCompiler("no C compiler (cc, gcc): `apt install gcc`")
        self._sizes = folder / "synced"
        self._sizes.mkdir(parents=True)
        source, library = folder / "synced.c", folder / "synced.so"
        source.write_text(SOURCE)
        build = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
        done = subprocess.run(build, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoCompiler(f"the library did not compile: {done.stderr.strip()[:200]}")
        self._told = folder / "told"
        self._clock_off_us = 0
        self._tell(disk_full=False)
        self.server = folder / "redis-server"
        self.server.write_text(
            f'#!/bin/sh\nSYNCED_SIZES="{self._sizes}" TOLD="{self._told}" LD_PRELOAD="{library}" '
            f'exec "{find_server()}" "$@"\n'
        )
        self.server.chmod(0o700)

    def jump(self, by_s: float) -> None:
        """Move the server's clock, at once and for good."""
        self._clock_off_us += round(by_s * 1_000_000)
        self._tell(disk_full=False)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Let every write to a file fail for want of space."""
        self._tell(disk_full=True)
        try:
            yield
        finally:
            self._tell(disk_full=False)

    def _tell(self, *, disk_full: bool) -> None:
        page = struct.pack("qq", self._clock_off_us, disk_full)
        with self._told.open("r+b" if self._told.exists() else "wb") as file:
            file.write(page)

    def cut(self, data: Path) -> int:
        """Truncate the append-only files below DATA to what was synced; return the bytes gone.

        Raises RuntimeError when a file was never seen to be synced: then the library is not at work.
        """
        gone = 0
        for path in sorted(data.rglob("*.aof")):
            known, size = self._sizes / str(path.stat().st_ino), path.stat().st_size
            if not known.exists():
                raise RuntimeError(f"no sync of {path.name} was seen")
            synced = int(known.read_text())
            if synced < size:
                gone += size - synced
                with path.open("r+b") as file:
                    file.truncate(synced)
        return gone
