#!/bin/bash
# Boot the unpacked kernel in QEMU with this machine's files below it (read-only over 9p, changes in memory), and run a
# command there. No disk, no network, no radio. usage: boot.sh FOLDER OUT SECONDS COMMAND...
# OUT is shared with the guest as /out; the command's exit status is in OUT/status.
set -euo pipefail
folder=$1 out=$2 seconds=$3
shift 3
release=$(cat "$folder/release")
start=$(mktemp -d)
trap 'rm -rf "$start"' EXIT
tree=$start/tree
mkdir -p "$tree"/{bin,proc,sys,dev,mnt/ro,mnt/rw,newroot,mods}
cp "$(command -v busybox)" "$tree/bin/"
ln -s busybox "$tree/bin/sh"

for module in virtio_pci 9pnet_virtio 9p overlay hci_vhci uhid bluetooth algif_hash algif_skcipher cmac ecb \
    ecdh_generic aesni_intel virtio_console; do
    modprobe -d "$folder/root" -S "$release" --show-depends "$module" 2>/dev/null || true
done | awk '/^insmod/ && !seen[$2]++ {print $2}' >"$start/modules"
while read -r file; do
    cp "$file" "$tree/mods/"
    basename "$file" >>"$tree/mods/order"
done <"$start/modules"

cat >"$tree/init" <<'X'
#!/bin/sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read module; do insmod "/mods/$module" 2>/dev/null; done </mods/order
if ! mount -t 9p -o trans=virtio,version=9p2000.L,msize=1048576,cache=loose,ro host0 /mnt/ro; then
    echo "the host's files cannot be mounted"
    poweroff -f
fi
mount -t tmpfs tmpfs /mnt/rw
mkdir -p /mnt/rw/upper /mnt/rw/work
mount -t overlay overlay -o lowerdir=/mnt/ro,upperdir=/mnt/rw/upper,workdir=/mnt/rw/work /newroot
mount --move /proc /newroot/proc
mount --move /sys /newroot/sys
mount --move /dev /newroot/dev
mkdir -p /newroot/dev/pts /newroot/dev/shm /newroot/out
mount -t devpts devpts /newroot/dev/pts
mount -t tmpfs tmpfs /newroot/dev/shm
mount -t tmpfs tmpfs /newroot/run
mkdir -p /newroot/run/dbus
ip link set lo up
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 out0 /newroot/out
exec switch_root /newroot /bin/bash /out/guest.sh
X
chmod +x "$tree/init"
(cd "$tree" && find . | cpio -o -H newc --quiet | gzip -1) >"$start/initrd.gz"

rm -f "$out/status"
{
    echo "export PATH=$(printf %q "$PATH"):/usr/sbin:/sbin HOME=/root LANG=C.UTF-8"
    echo "cd $(printf %q "$PWD")"
    printf '%q ' "$@"
    echo
    echo 'echo $? >/out/status'
    echo 'sync; echo o >/proc/sysrq-trigger; sleep 10'
} >"$out/guest.sh"

# TCG: nested virtualisation hangs on many machines that seem to offer it, and this way all take the same path.
timeout "$seconds" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 2G -smp 2 -nographic -no-reboot -nodefaults \
    -serial stdio -monitor none -net none -kernel "$folder/root/boot/vmlinuz-$release" -initrd "$start/initrd.gz" \
    -append "console=ttyS0 quiet loglevel=3 panic=-1 random.trust_cpu=on" \
    -virtfs local,path=/,mount_tag=host0,security_model=none,readonly=on,multidevs=remap \
    -virtfs local,path="$out",mount_tag=out0,security_model=none </dev/null
[ -f "$out/status" ] || { echo "the guest did not finish within $seconds s" >&2; exit 1; }
exit "$(cat "$out/status")"
