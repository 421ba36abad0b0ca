#!/bin/sh
# Builds native/ask and prints its path: build.sh FOLDER [aarch64]. For this machine's processor, or for that one with Debian's
# gcc-aarch64-linux-gnu. The same compiler gives the same bytes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
case "${2:-$(uname -m)}" in
  x86_64) own=-fcf-protection=none page=4096 ;;
  # Kernels with pages of 64 KiB: no two segments in one of them.
  aarch64) own=-mbranch-protection=none page=65536 ;;
  *) echo "no helper for ${2:-$(uname -m)}" >&2; exit 2 ;;
esac
cc=cc
[ "${2:-$(uname -m)}" = "$(uname -m)" ] || cc=${CROSS_CC:-$2-linux-gnu-gcc}
"$cc" -Os -std=c11 -Wall -Wextra -Werror -static -nostdlib -ffreestanding -fno-pie -no-pie -fno-stack-protector \
  -fno-asynchronous-unwind-tables "$own" -fno-ident -fno-builtin \
  -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,max-page-size=$page -Wl,--strip-all \
  -o "$1/ask" "$here/ask.c"
echo "$1/ask"
