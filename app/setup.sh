# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154
#
# What app/run and tests/run share: how they speak, and how they bring in what is missing.
# Sourced, never run. It expects $root (the top of the tree) and $log (a file to write to).

# Packages that build the program and let it run.
# shellcheck disable=SC2034 # used by the scripts that source this file
build_packages=(
  gcc libc6-dev meson ninja-build pkg-config python3 gettext
  libglib2.0-dev libglib2.0-bin libjson-glib-dev libsqlite3-dev libsodium-dev
  libusb-1.0-0-dev libumockdev-dev umockdev
  libcairo2-dev libpango1.0-dev libpoppler-glib-dev libqrencode-dev libgtk-4-dev libgtk-4-bin libadwaita-1-dev libx11-dev
  libxml2-utils desktop-file-utils shared-mime-info
  adwaita-icon-theme fonts-noto-cjk fonts-cantarell
)

# What a window needs where there is no display.
# shellcheck disable=SC2034
headless_packages=(xvfb xauth dbus dbus-bin dbus-daemon imagemagick xdotool)

step() {
  printf '\n==> %s\n' "$*"
}

note() {
  printf '    %s\n' "$*"
}

# die WHAT-HAPPENED WHAT-TO-DO
die() {
  printf '\n%s: %s\n' "${0##*/}" "$1" >&2
  [ -n "${2:-}" ] && printf '%s\n' "$2" >&2
  exit 1
}

# The end of the log, and a guess at the cause, when a step failed.
die_with_log() {
  local what=$1
  if [ -s "$log" ]; then
    printf '\n--- the last lines of %s:\n' "$log" >&2
    tail -n 25 "$log" >&2
  fi
  if grep -qiE 'no space left on device|not have enough free space|disk quota exceeded' "$log"; then
    die "$what, because the disk is full." "Free about 3 GB (df -h shows where), then run this again: it goes on where it stopped."
  fi
  if grep -qiE 'could not resolve|temporary failure|failed to fetch|network is unreachable|unable to connect|ETIMEDOUT|ENOTFOUND' "$log"; then
    die "$what, because the package server could not be reached." "Check the network connection (or the proxy that apt uses), then run this again."
  fi
  if grep -qiE 'could not get lock|unable to acquire the dpkg' "$log"; then
    die "$what, because another program is installing packages." "Wait until it is done, then run this again."
  fi
  if grep -qiE 'unable to locate package|has no installation candidate' "$log"; then
    die "$what, because this system does not know some of the packages." "Debian 12 or newer has them all; check the package sources of this machine."
  fi
  die "$what." "The whole story is in $log"
}

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# Prints those of its arguments that are not installed.
missing_of() {
  local package
  for package in "$@"; do
    is_installed "$package" || printf '%s\n' "$package"
  done
}

# Runs a command as root, by sudo where this is not root.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

require_debian() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    die "this system has no apt-get, so nothing can be installed by itself." \
      "Install by hand what app/setup.sh lists, then run this again with --no-install."
  fi
  local version
  version=$(. /etc/os-release 2>/dev/null && printf '%s' "${ID:-}:${VERSION_ID:-}")
  case $version in
    debian:[0-9] | debian:10 | debian:11)
      die "Debian ${version#debian:} is too old: GTK 4.8 and libadwaita 1.2 are needed." "Use Debian 12 or newer."
      ;;
  esac
}

require_root_or_sudo() {
  [ "$(id -u)" -eq 0 ] && return
  command -v sudo >/dev/null ||
    die "packages are missing, and this is neither root nor is there sudo." \
      "Run this as root once, or let an administrator install: $*"
  sudo -n true 2>/dev/null || [ -t 0 ] ||
    die "packages are missing, and sudo asks for a password that nobody can type here." \
      "Run this in a terminal, or let an administrator install: $*"
}

# install_packages PACKAGE…: brings in the missing ones; touches no network when none is.
install_packages() {
  local missing
  mapfile -t missing < <(missing_of "$@")
  if [ "${#missing[@]}" -eq 0 ]; then
    note "all $# packages are there"
    return
  fi
  require_debian
  require_root_or_sudo "${missing[*]}"
  note "installing ${#missing[@]} of $# packages: ${missing[*]}"
  local options=(-y -q --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  : >"$log"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q -o Acquire::Retries=3 >>"$log" 2>&1 ||
    note "the package lists could not all be renewed; going on with those that are here"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "${missing[@]}" </dev/null >>"$log" 2>&1 ||
    die_with_log "installing packages failed"
  mapfile -t missing < <(missing_of "${missing[@]}")
  [ "${#missing[@]}" -eq 0 ] || die "these packages are still missing after installing them: ${missing[*]}" "See $log"
}

# Fails early, with words, where the compiler would fail late, without.
require_tools() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null ||
      die "the program '$tool' is missing." "Run this again without --no-install, or install it by hand."
  done
}

require_space_mb() {
  local free
  free=$(df -Pk "$root" | awk 'NR == 2 { print int ($4 / 1024) }')
  [ "${free:-0}" -ge "$1" ] || die "only $free MB are free where this tree lies; about $1 MB are needed." "Free some space, then run this again."
}

# A private X screen for one command: with_screen WIDTHxHEIGHT COMMAND…
# Everything that it starts ends with it. There is no graphics card behind it, so GL is not even looked for. Only the command writes to stdout; the session's services do not.
with_screen() {
  local size=$1 folder server status
  shift
  folder=$(mktemp -d)
  Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp -noreset 3>"$folder/display" 2>"$folder/log" &
  server=$!
  for _ in $(seq 100); do
    [ -s "$folder/display" ] && break
    sleep 0.1
  done
  if ! [ -s "$folder/display" ]; then
    cat "$folder/log" >&2
    rm -rf "$folder"
    return 125
  fi
  status=0
  DISPLAY=:$(cat "$folder/display") \
    XDG_RUNTIME_DIR=$folder GDK_BACKEND=x11 GSK_RENDERER=cairo LIBGL_ALWAYS_SOFTWARE=1 GIO_USE_VFS=local \
    GDK_DEBUG=${GDK_DEBUG-gl-disable} GSETTINGS_BACKEND=memory WAYLAND_DISPLAY='' \
    dbus-run-session -- sh -c 'exec "$@" >&9 9>&-' sh "$@" 9>&1 >&2 || status=$?
  kill "$server" 2>/dev/null
  wait "$server" 2>/dev/null
  rm -rf "$folder"
  return "$status"
}
