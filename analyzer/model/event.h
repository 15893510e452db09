// What happens to memory, in the order in which it happens. Code that does not touch memory's life is not lowered.
//
// The list is closed: a new event needs a paper in docs/design and two rules that can't be written without it.
// (SET and RETURN: docs/design/flow.md. ALIAS, MOVE and ESCAPE speak of containers, SET and RETURN of every value.)
#pragma once

#include "model/place.h"

typedef enum EventKind {
    EVENT_ACQUIRE = 1,  // something new is put in `place`: detail = Family; node = the call or literal
    EVENT_RELEASE,      // what `place` holds is given back: detail = Family
    EVENT_MOVE,         // what `place` holds now belongs to `other` (0 = the caller: return)
    EVENT_ALIAS,        // `place` := `other`: two names for one thing. other = 0: `place` := something unknown
    EVENT_ESCAPE,       // `place` goes where nothing is known of: unknown callee, container, return, global
    EVENT_USE,          // `place` is read or dereferenced: detail = Use
    EVENT_TEST,         // the block branches on `place`: detail = Test, which says what the true edge means; other = a CONSTANT or 0
    EVENT_GROW,         // `place` gets one more element: detail = Growth; other = C: the counter of array[count++], else 0
    EVENT_SHRINK,       // elements leave `place` (or the counter `place` goes down, to 0): detail = Shrinkage
    EVENT_BOUND,        // the size of `place` (or the counter itself) is limited or compared: len(x) > n, maxlen, index % n
    EVENT_CAPTURE,      // `place` is kept alive or pointed to from outside: detail = CaptureBy; other = by what
    EVENT_CALL,         // a call: detail = index into Unit.calls; other = C: its RESULT place
    EVENT_SET,          // C: `place` gets the value of `other` (0 = unknown: detail = Change); place = 0: it goes out of sight.
    EVENT_RETURN,       // C: control leaves the function with the value of `place` (0 = none or unknown)
    EVENT_END,          // the variable `place` ends: del x, scope end of a C block variable that matters
    EVENT_KIND_COUNT,
} EventKind;

// What kind of thing is acquired and released; a release of another family is a defect.
// X(enumerator, name in dumps, what a message calls it, its usual release)
#define FAMILIES(X)                                                                                                 \
    X(CONTAINER, container, "container", "")          /* an empty or filled list, dict, set, table: where it is made */\
    X(MEMORY, memory, "block", "free")                                                                              \
    X(FILE, file, "file", "fclose")              /* FILE *, Python file objects */                                  \
    X(LARGE, large, "value", "")                  /* Python: as big as its input (read(), fetchall(), json.load) */ \
    X(DESCRIPTOR, descriptor, "descriptor", "close")   /* files, sockets, epoll, eventfd ... */                     \
    X(DIRECTORY, directory, "directory stream", "closedir")                                                         \
    X(PIPE, pipe, "pipe stream", "pclose")                                                                          \
    X(MAPPING, mapping, "mapping", "munmap")                                                                        \
    X(LIBRARY, library, "library handle", "dlclose")                                                                \
    X(ADDRESSES, addresses, "address list", "freeaddrinfo")                                                         \
    X(INTERFACES, interfaces, "interface list", "freeifaddrs")                                                      \
    X(INTERFACE_NAMES, interface_names, "interface list", "if_freenameindex")                                       \
    X(LOCALE, locale, "locale", "freelocale")                                                                       \
    X(CONVERSION, conversion, "conversion descriptor", "iconv_close")                                               \
    X(REGEX, regex, "compiled pattern", "regfree")                                                                  \
    X(GLOB, glob, "list of paths", "globfree")                                                                      \
    X(SEMAPHORE, semaphore, "semaphore", "sem_close")                                                               \
    X(QUEUE, queue, "message queue", "mq_close")                                                                    \
    X(G_MEMORY, g_memory, "block", "g_free")                                                                        \
    X(G_STRINGS, g_strings, "string list", "g_strfreev")                                                            \
    X(G_OBJECT, g_object, "reference", "g_object_unref")                                                            \
    X(G_ERROR, g_error, "error", "g_error_free")                                                                    \
    X(G_LIST, g_list, "list", "g_list_free")                                                                        \
    X(G_SLIST, g_slist, "list", "g_slist_free")                                                                     \
    X(G_ARRAY, g_array, "array", "g_array_free")                                                                    \
    X(G_POINTERS, g_pointers, "array", "g_ptr_array_unref")                                                         \
    X(G_TABLE, g_table, "table", "g_hash_table_unref")                                                              \
    X(G_STRING, g_string, "string", "g_string_free")                                                                \
    X(G_VARIANT, g_variant, "variant", "g_variant_unref")                                                           \
    X(G_KEYS, g_keys, "key file", "g_key_file_free")                                                                \
    X(G_DIRECTORY, g_directory, "directory stream", "g_dir_close")                                                  \
    X(PY_REFERENCE, py_reference, "reference", "Py_DECREF")                                                         \
    X(PY_MEMORY, py_memory, "block", "PyMem_Free")                                                                  \
    X(PY_OBJECT_MEMORY, py_object_memory, "block", "PyObject_Free")                                                 \
    X(PY_RAW_MEMORY, py_raw_memory, "block", "PyMem_RawFree")                                                       \
    X(PY_BUFFER, py_buffer, "buffer", "PyBuffer_Release")                                                           \
    X(SQL_DATABASE, sql_database, "database", "sqlite3_close")                                                      \
    X(SQL_STATEMENT, sql_statement, "statement", "sqlite3_finalize")                                                \
    X(SQL_MEMORY, sql_memory, "block", "sqlite3_free")                                                              \
    X(SQL_BLOB, sql_blob, "blob handle", "sqlite3_blob_close")                                                      \
    X(SSL_CONTEXT, ssl_context, "context", "SSL_CTX_free")                                                          \
    X(SSL_SESSION, ssl_session, "connection", "SSL_free")                                                           \
    X(BIO, bio, "stream", "BIO_free")                                                                               \
    X(EVP_KEY, evp_key, "key", "EVP_PKEY_free")                                                                     \
    X(EVP_DIGEST, evp_digest, "digest context", "EVP_MD_CTX_free")                                                  \
    X(EVP_CIPHER, evp_cipher, "cipher context", "EVP_CIPHER_CTX_free")                                              \
    X(EVP_KEY_CONTEXT, evp_key_context, "key context", "EVP_PKEY_CTX_free")                                         \
    X(X509, x509, "certificate", "X509_free")                                                                       \
    X(X509_STORE, x509_store, "certificate store", "X509_STORE_free")                                               \
    X(BIGNUM, bignum, "number", "BN_free")                                                                          \
    X(RSA, rsa, "key", "RSA_free")                                                                                  \
    X(XML_DOCUMENT, xml_document, "document", "xmlFreeDoc")                                                         \
    X(XML_MEMORY, xml_memory, "string", "xmlFree")                                                                  \
    X(XML_PARSER, xml_parser, "parser", "xmlFreeParserCtxt")                                                        \
    X(XML_XPATH, xml_xpath, "context", "xmlXPathFreeContext")                                                       \
    X(XML_XPATH_RESULT, xml_xpath_result, "result", "xmlXPathFreeObject")                                           \
    X(XML_BUFFER, xml_buffer, "buffer", "xmlBufferFree")                                                            \
    X(GZ_FILE, gz_file, "file", "gzclose")                                                                          \
    X(CURL_HANDLE, curl_handle, "handle", "curl_easy_cleanup")                                                      \
    X(CURL_MULTI, curl_multi, "handle", "curl_multi_cleanup")                                                       \
    X(CURL_LIST, curl_list, "list", "curl_slist_free_all")                                                          \
    X(CURL_MEMORY, curl_memory, "string", "curl_free")                                                              \
    X(LDAP_SESSION, ldap_session, "session", "ldap_unbind_ext_s")                                                   \
    X(LDAP_MESSAGE, ldap_message, "message", "ldap_msgfree")                                                        \
    X(LDAP_MEMORY, ldap_memory, "string", "ldap_memfree")                                                           \
    X(BER_ELEMENT, ber_element, "element", "ber_free")                                                              \
    X(BER_VALUE, ber_value, "value", "ber_bvfree")                                                                  \
    X(JANSSON, jansson, "reference", "json_decref")                                                                 \
    X(CJSON, cjson, "tree", "cJSON_Delete")                                                                         \
    X(JSON_C, json_c, "reference", "json_object_put")                                                               \
    X(ARCHIVE_READ, archive_read, "archive", "archive_read_free")                                                   \
    X(ARCHIVE_WRITE, archive_write, "archive", "archive_write_free")                                                \
    X(ARCHIVE_ENTRY, archive_entry, "entry", "archive_entry_free")                                                  \
    X(EVENT_BASE, event_base, "event base", "event_base_free")                                                      \
    X(EVENT_ITEM, event_item, "event", "event_free")                                                                \
    X(EV_BUFFER, ev_buffer, "buffer", "evbuffer_free")                                                              \
    /* Python: what the object holds outside of memory */                                                            \
    X(SOCKET, socket, "socket", "close")                                                                            \
    X(CONNECTION, connection, "connection", "close")                                                                \
    X(ARCHIVE_FILE, archive_file, "archive", "close")                                                               \
    X(SESSION, session, "session", "close")                                                                         \
    X(PROCESS, process, "process", "wait")                                                                          \
    X(SERVER, server, "server", "server_close")                                                                     \
    X(SELECTOR, selector, "selector", "close")                                                                      \
    X(EVENT_LOOP, event_loop, "event loop", "close")                                                                \
    X(STREAM, stream, "stream", "close")                                                                            \
    X(POOL, pool, "pool", "close")                                                                                  \
    X(EXECUTOR, executor, "executor", "shutdown")                                                                   \
    X(STORAGE, storage, "array", "")       /* arrays and alloca: nothing may release them */                        \
    /* Things of the user's own, each with a releaser that his configuration names: knowledge_release. Last, in this order. */ \
    X(OWN_1, own_1, "resource", "") X(OWN_2, own_2, "resource", "") X(OWN_3, own_3, "resource", "")                  \
    X(OWN_4, own_4, "resource", "") X(OWN_5, own_5, "resource", "") X(OWN_6, own_6, "resource", "")                  \
    X(OWN_7, own_7, "resource", "") X(OWN_8, own_8, "resource", "")

typedef enum Family {
    FAMILY_NONE,
#define FAMILY_ENUMERATOR(name, text, noun, release) FAMILY_##name,
    FAMILIES(FAMILY_ENUMERATOR)
#undef FAMILY_ENUMERATOR
    FAMILY_COUNT,
} Family;

typedef enum Test {
    TEST_TRUE = 1,   // true edge: place is not null / not zero / truthy; false edge: it is
    TEST_FALSE,      // true edge: place is null / zero / falsy / None
    TEST_COMPARE,    // compared with something else: nothing is learnt but that it was looked at
    TEST_EQUAL,      // true edge: place == other, a CONSTANT, as in all that follow (== and !=: or a GLOBAL or array)
    TEST_UNEQUAL,
    TEST_LESS,
    TEST_AT_MOST,
    TEST_MORE,
    TEST_AT_LEAST,
} Test;

// How a number changes that is written in terms of itself.
typedef enum Change {
    CHANGE_ANY,
    CHANGE_GROWS,       // n += 3, p++
    CHANGE_SINKS,       // n--
    CHANGE_MULTIPLIES,  // n *= 2: zero stays zero, and nothing else becomes it
    CHANGE_COUNTS,      // n++ of a local
    CHANGE_TO_STORAGE,  // p = &x, p = "text": what no allocator gave
} Change;

typedef enum Use {
    USE_READ,         // its value is looked at
    USE_DEREFERENCE,  // what it points to is read or written
} Use;

typedef enum Growth {
    GROW_APPEND = 1,  // one more each time: append, list head insertion, array[count++], realloc by count
    GROW_KEYED,       // one more for each new key: d[k] = v, add, setdefault, hash insert
    GROW_CONSTANT,    // a constant key: d["name"] = v; does not repeat
    GROW_READ,        // a read that inserts: defaultdict[k]
} Growth;

typedef enum Shrinkage {
    SHRINK_SOME = 1,  // pop, remove, del d[k], free of one element, count--
    SHRINK_ALL,       // clear, x = [] again, count = 0, head = NULL, destroy
    SHRINK_MAYBE,     // the container (or its shrinking method, uncalled) went where it can be shrunk
} Shrinkage;

typedef enum CaptureBy {
    CAPTURE_CLOSURE = 1,  // Python: nested function or lambda; other = the place that holds the function
    CAPTURE_RETURNED,     // C: &local or local array is returned
    CAPTURE_STORED,       // C: &local is stored in `other`, a global or a heap object
    CAPTURE_REGISTERED,   // &local or bound method given to a registration; other = RESULT of the call
} CaptureBy;

typedef struct Event {
    EventKind kind;
    uint32_t detail;   // see the kind
    PlaceId place;
    PlaceId other;
    NodeId node;       // where it is written
} Event;

typedef ArrayOf(Event) Events;

const char *event_name(EventKind kind);    // "acquire", "grow" ...: dumps and tests
const char *family_name(Family family);    // "container", "memory", "g_list" ...: dumps and tests
const char *family_noun(Family family);    // "block", "file" ...: what a message calls it
const char *family_release(Family family); // "free", "fclose" ...; "" when there is none or only a configuration knows it
Family family_from(Str name);              // FAMILY_NONE when there is no such family
