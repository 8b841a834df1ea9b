#!/bin/sh
# Installs the system tools that some tests judge with, on Debian as root; elsewhere names the
# missing ones, whose tests are then skipped. In CI nothing may be missing.
missing=""
for tool in xmlsec1; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing:$missing"
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null 2>&1 \
        || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null; }
    exit $?
fi
echo "not installed:$missing (their tests are skipped)"
[ -z "$CI" ]
