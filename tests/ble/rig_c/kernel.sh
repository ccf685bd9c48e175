#!/bin/sh
# Unpack the newest Debian kernel of the 6.1 line that apt offers into FOLDER; nothing is installed. FOLDER/release
# names it. The host's own kernel may have no Bluetooth, so rig C boots this one in QEMU.
set -eu
folder=${1:?usage: kernel.sh FOLDER}
mkdir -p "$folder"
cd "$folder"
[ -f release ] && exit 0
newest() {
    apt-cache search --names-only '^linux-image-6\.1\.[0-9]+-[0-9]+-amd64-unsigned$' | awk '{print $1}' | sort -V | tail -n 1
}
package=$(newest)
[ -n "$package" ] || { apt-get update >/dev/null && package=$(newest); }
[ -n "$package" ] || { echo "apt offers no 6.1 kernel package" >&2; exit 1; }
apt-get download "$package" >/dev/null 2>&1 || { apt-get update >/dev/null && apt-get download "$package" >/dev/null 2>&1; }
rm -rf root
dpkg -x "$package"_*.deb root
rm -f "$package"_*.deb
release=${package#linux-image-}
release=${release%-unsigned}
depmod -b root "$release"
echo "$release" >release
