#!/bin/bash
# Inside the virtual machine: a system bus, bluetoothd, then the tests. usage: guest.sh PYTHON
set -u
echo "guest: kernel $(uname -r), up for $(cut -d' ' -f1 /proc/uptime) s"
mkdir -p /run/dbus /var/lib/bluetooth
dbus-daemon --system --fork --nopidfile || exit 1
for one in /usr/libexec/bluetooth/bluetoothd /usr/lib/bluetooth/bluetoothd; do
    [ -x "$one" ] && bluetoothd=$one
done
"${bluetoothd:?no bluetoothd}" --nodetach >/out/bluetoothd.log 2>&1 &
export SRPSCOPE_RIGS=bluez SRPSCOPE_BTMON=/out PYTHONDONTWRITEBYTECODE=1
# Plug-ins and further files would only be imported, which takes a minute here.
export PYTEST_DISABLE_PLUGIN_AUTOLOAD=1
# Last comes a device that vanishes: bluetoothd gives no adapter back after it.
"$1" -m pytest tests/ble/test_btmon.py tests/ble/test_central.py tests/ble/test_peripheral_bluez.py -m in_guest \
    -p pytest_asyncio.plugin -p no:cacheprovider --override-ini=addopts= --durations=20 --junitxml=/out/results.xml >/out/pytest.log 2>&1
status=$?
tail -n 80 /out/pytest.log
echo "guest: done after $(cut -d' ' -f1 /proc/uptime) s"
exit $status
