"""Python runs this at start: validators read the schemas of STAC from a folder where there is one, instead of the network."""

import os
import pathlib

folder = os.environ.get("REVISIT_SCHEMAS")

if folder:
    import urllib3
    import urllib3.connectionpool

    over_the_network = urllib3.connectionpool.HTTPConnectionPool.urlopen

    def urlopen(pool, method, url, *args, **kwargs):
        path = url.split("?")[0].split("#")[0]
        if "://" in path:
            path = "/" + path.split("/", 3)[3]
        file = pathlib.Path(folder, pool.host, path.lstrip("/"))
        if pool.scheme == "https" and file.is_file():
            preload = kwargs.get("preload_content", True)
            return urllib3.HTTPResponse(
                body=open(file, "rb"),
                headers={"content-type": "application/json"},
                status=200,
                preload_content=preload,
                request_method=method,
                request_url=url,
            )
        return over_the_network(pool, method, url, *args, **kwargs)

    urllib3.connectionpool.HTTPConnectionPool.urlopen = urlopen
