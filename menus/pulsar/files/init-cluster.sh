#!/bin/bash
# Writes what a new cluster begins with, once: a node of ZooKeeper tells that it is there.
set -eu
done=/initialized-$clusterName
bin/watch-znode.py -z "$zkServers" -p / -w
if bin/watch-znode.py -z "$zkServers" -p "$done" -e; then
  echo "$clusterName is there already"
  exit
fi
bin/pulsar initialize-cluster-metadata \
  --cluster "$clusterName" \
  --zookeeper "$zkServers" \
  --configuration-store "$configurationStore" \
  --web-service-url "http://$pulsarNode:8080/" \
  --broker-service-url "pulsar://$pulsarNode:6650/"
bin/watch-znode.py -z "$zkServers" -p "$done" -c
