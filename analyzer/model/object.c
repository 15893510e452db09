#include "model/object.h"

static const char *const closers[] = {
    "close", "aclose", "shutdown", "terminate", "communicate", "wait", "join", "cleanup", "quit", "detach", "stop", "kill", "server_close",
    "wait_closed", "dispose", "release", "unlink", "exit", "logout", "disconnect", "finish", "abort", "poll", "serve_forever", "__exit__",
    "__aexit__", "endheaders_and_close", "run_forever", "shutdown_asyncgens", "send_signal", "unwrap", NULL};

// Cursors, streams and responses keep the connection, members of an archive the archive.
static const char *const lenders[] = {"cursor", "makefile", "execute", "executemany", "executescript", "extractfile", "open", "begin", "get",
                                      "post", "put", "delete", "head", "patch", "options", "request", "send", "stream", "getresponse", "ntransfercmd", "transfercmd",
                                      "create_dataset", "create_group", "require_group", "__enter__", "__aenter__", "__iter__", "fdopen", NULL};

static const char *const keepers[] = {"builtins.enumerate", "builtins.iter", "builtins.zip",  "builtins.map",       "builtins.filter",
                                      "builtins.reversed",  "builtins.getattr", "builtins.dict", "builtins.memoryview", "copy.copy", NULL};

static const char *const plain_attributes[] = {"name",   "mode",    "encoding", "closed", "pid",  "returncode", "args", "family",    "type",
                                               "proto",  "timeout", "status",   "code",   "url",  "reason",     "headers", "msg",    "newlines",
                                               "errors", "filename", "comment", "server_address", "server_port", NULL};

ObjectUse object_method(Str method)
{
    if (str_is_any(method, closers)) return OBJECT_CLOSED;
    if (str_is_any(method, lenders)) return OBJECT_LENT;
    return str_is(method, "fileno") ? OBJECT_GONE : OBJECT_USED;
}

ObjectUse object_argument(Str callee)
{
    bool wraps = str_starts(callee, STR("csv.")) || str_starts(callee, STR("itertools.")) || str_starts(callee, STR("collections."));
    return wraps || str_is_any(callee, keepers) ? OBJECT_LENT : OBJECT_USED;
}

ObjectUse object_attribute(Str name)
{
    return str_is_any(name, plain_attributes) ? OBJECT_USED : OBJECT_GONE;
}

bool family_is_object(Family family)
{
    switch (family) {
    case FAMILY_FILE:
    case FAMILY_DESCRIPTOR:
    case FAMILY_SOCKET:
    case FAMILY_CONNECTION:
    case FAMILY_ARCHIVE_FILE:
    case FAMILY_SESSION:
    case FAMILY_PROCESS:
    case FAMILY_SERVER:
    case FAMILY_SELECTOR:
    case FAMILY_EVENT_LOOP:
    case FAMILY_STREAM:
    case FAMILY_POOL:
    case FAMILY_EXECUTOR: return true;
    default: return false;
    }
}
