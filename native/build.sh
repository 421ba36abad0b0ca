#!/bin/sh
# Builds native/ask for this machine's processor and prints its path: build.sh FOLDER. The same compiler gives the same bytes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cc -Os -std=c11 -Wall -Wextra -Werror -static -nostdlib -ffreestanding -fno-pie -no-pie -fno-stack-protector \
  -fno-asynchronous-unwind-tables -fcf-protection=none -fno-ident -fno-builtin \
  -Wl,--build-id=none -Wl,-z,noseparate-code -Wl,-z,max-page-size=4096 -Wl,--strip-all \
  -o "$1/ask" "$here/ask.c"
echo "$1/ask"
