#!/bin/sh
# Installs the system tools that some tests judge with, on Debian as root; elsewhere names the
# missing ones, whose tests are then skipped. In CI nothing may be missing. Each line below is a
# command and the Debian package that brings it.
tools="
xmlsec1 xmlsec1
openssl openssl
pdfsig poppler-utils
softhsm2-util softhsm2
chromium chromium
javac default-jdk-headless
mvn maven
"
packages=$(printf '%s' "$tools" | while read -r tool package; do
    [ -z "$tool" ] || command -v "$tool" >/dev/null 2>&1 || printf ' %s' "$package"
done)
[ -z "$packages" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing:$packages"
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 \
        || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null; }
    exit $?
fi
echo "not installed:$packages (their tests are skipped)"
[ -z "$CI" ]
