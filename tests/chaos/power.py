"""Power cuts for Redis: what its last fsync did not cover is gone after a kill.

A small library, compiled with the machine's C compiler and loaded into the server, notes for each
append-only file the size that its last fsync covered. A cut is a kill, and then a truncation to it.
"""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from orderlane.embedded import find_server

SOURCE: Final = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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
    """The supply of one Redis: `server` is the program to start, `cut` what to do after a kill."""

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
        self.server = folder / "redis-server"
        self.server.write_text(
            f'#!/bin/sh\nSYNCED_SIZES="{self._sizes}" LD_PRELOAD="{library}" '
            f'exec "{find_server()}" "$@"\n'
        )
        self.server.chmod(0o700)

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
