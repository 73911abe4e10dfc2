"""A workload as a boxc project: one menu, a file a box, a fleet of one cluster.

`write(DIR, SERVICES, BOXES)` takes the plain data of `workload.py` of the peers' race: services with their calls and
environment, boxes with an owner, a lifetime, a quota and overrides. Two things differ, since a box's program may name only
what it needs: services that have the URL of a database need it, and the databases have no such URLs themselves.
"""
import os

import yaml

PUBLIC = 3
URLS = ["DATABASE_URL", "REDIS_URL"]


def service(s, public):
    """One service of the menu."""
    stateful = s["kind"] == "StatefulSet"
    named = {} if stateful else {"DATABASE_URL": "postgres", "REDIS_URL": "redis"}
    called = [call["name"] for call in s["calls"]]
    env = {
        **{key: value for key, value in s["env"].items() if key not in URLS or key in named},
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://${{ needs.otel.host }}:${{ needs.otel.port }}",
        "BOX": "${{ box.name }}",
        "PUBLIC_HOST": "${{ box.name }}.${{ cluster.domain }}",
        "POD_NAME": {"field": "pod-name"},
        "POD_IP": {"field": "pod-ip"},
        "DB_PASSWORD": {"secret": "box-secrets", "key": "db-password"},
    }
    probe = {"tcp": "main"} if stateful else {"http": "/healthz", "port": "main"}
    out = {
        "image": f'{s["image"]}:{s["tag"]}',
        "replicas": s["replicas"],
        "ports": {"main": s["port"], "metrics": 9090},
        "needs": {name: {"ports": ["main"]} for name in dict.fromkeys([*called, *named.values()])} | {"otel": {}},
        "env": env,
        "health": {
            "ready": {**probe, "every": "5s", "timeout": "2s"},
            "starts-within": "60s",
            "alive": {**probe, "every": "10s", "timeout": "2s", "failures": 6},
        },
        "resources": {"cpu": s["cpu"], "memory": s["memoryLimit"]},
        "scratch": [{"mount": "/tmp", "size": "64Mi"}],
        "stop": {"grace": "30s", "before": ["sleep", "5"]},
        "security": {"user": 10001, "group": 10001},
        "metrics": {"port": "metrics"},
    }
    if stateful:
        out["storage"] = {"data": {"mount": "/data", "size": s["storage"]}}
    if public:
        host = f'{s["name"]}.${{{{ box.name }}}}.${{{{ cluster.domain }}}}'
        out["expose"] = {"public": {"host": host, "path": "/", "port": "main"}}
    return out


def menu(services):
    first = services[1] if len(services) > 1 else services[0]
    migrate = {
        "image": f'{first["image"]}:{first["tag"]}',
        "args": ["migrate", "--to", "latest"],
        "env": service(first, False)["env"],
        "needs": {name: {"ports": ["main"]} for name in ["postgres", "redis"]} | {"otel": {}},
        "resources": {"cpu": "50m", "memory": "256Mi"},
        "keep-for": "600s",
        "security": {"user": 10001, "group": 10001},
    }
    return {
        "menu": "shop",
        "version": "1.0.0",
        "services": {s["name"]: service(s, at < PUBLIC) for at, s in enumerate(services)},
        "jobs": {"migrate": migrate},
        "externals": {"otel": {"ports": {"otlp": 4317}}},
        "secrets": {"box-secrets": {"from": "existing", "keys": {"db-password": {}}}},
    }


def order(box, services):
    images = {s["name"]: s["image"] for s in services}
    return {
        "box": box["name"],
        "menu": "shop",
        "owner": box["owner"],
        "lifetime": box["ttl"],
        "quota": {
            "cpu": box["quota"]["requests.cpu"],
            "memory": box["quota"]["limits.memory"],
            "pods": int(box["quota"]["pods"]),
        },
        "set": {
            "services": {
                name: {"image": f'{images[name]}:{over["tag"]}', "env": over["env"]}
                for name, over in box["overrides"].items()
            }
        },
    }


def fleet(domain):
    return {
        "fleet": "race",
        "defaults": {"init-image": "registry.example.com/boxc/box-init:0.1.0"},
        "clusters": {
            "one": {
                "kubernetes": "1.33",
                "domain": domain,
                "exposure": {"ingress": {"class": "nginx"}, "from": [{"namespace": "ingress"}]},
                "monitoring": {"namespace": "observability"},
                "externals": {"otel": {"host": "otel-collector.example.com"}},
            }
        },
    }


def write(path, services, boxes):
    """Writes the project into a new folder."""
    files = {"fleet.yaml": fleet(boxes[0]["domain"]), "menus/shop.yaml": menu(services)}
    files |= {f'boxes/{box["name"]}.yaml': order(box, services) for box in boxes}
    for name, document in files.items():
        file = os.path.join(path, name)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w") as out:
            yaml.dump(document, out, Dumper=yaml.CSafeDumper, sort_keys=False, width=1000)
