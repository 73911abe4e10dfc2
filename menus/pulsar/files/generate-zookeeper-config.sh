#!/bin/bash
# generate-zookeeper-config.sh FILE: adds the members in $ZOOKEEPER_SERVERS, and says which of them this one is.
# The image's own script takes members of one domain; these have names of their own.
set -eu
data=$(sed -n 's/^dataDir=//p' "$1")
mkdir -p "$data"
# A member's own name leads to it a moment after it has started, too late to listen on.
echo quorumListenOnAllIPs=true >> "$1"
id=0
for server in ${ZOOKEEPER_SERVERS//,/ }; do
  id=$((id + 1))
  echo "server.$id=$server:2888:3888" >> "$1"
  if [ "$server" = "$MEMBER" ]; then echo "$id" > "$data/myid"; fi
done
