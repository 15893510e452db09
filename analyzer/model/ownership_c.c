// C11, POSIX, Linux, glibc and BSD, GLib, CPython, SQLite, OpenSSL, libxml2, zlib, libcurl, jansson, cJSON, libarchive, libevent,
// after their manuals. Functions that end the program when memory runs out (xmalloc and its like) never fail.
#include "model/ownership.h"

#define BORROWS(names) {.callees = names, .takes = "-"}
#define GIVES(names, what, when) {.callees = names, .gives = FAMILY_##what, .success = SUCCESS_##when, .takes = "-"}
#define RELEASES(names, what) {.callees = names, .takes = "!-", .family = FAMILY_##what}

const Ownership ownership_c_rows[] = {
    // --- memory ---
    GIVES("malloc calloc aligned_alloc memalign valloc pvalloc strdup strndup wcsdup _strdup _wcsdup _mbsdup canonicalize_file_name "
          "get_current_dir_name tempnam backtrace_symbols __strdup __strndup __builtin_malloc __builtin_calloc __builtin_strdup",
          MEMORY, NOT_NULL),
    GIVES("xmalloc xcalloc xzalloc xmallocz xstrdup xstrndup xasprintf xmemdup xmemdupz xmalloc_array xnmalloc", MEMORY, ALWAYS),
    {.callees = "getcwd", .gives = FAMILY_MEMORY, .success = SUCCESS_NOT_NULL, .takes = "-", .passes_on = 1},
    {.callees = "realpath", .gives = FAMILY_MEMORY, .success = SUCCESS_NOT_NULL, .takes = "-", .passes_on = 2},
    {.callees = "realloc reallocarray __builtin_realloc recallocarray", .gives = FAMILY_MEMORY, .success = SUCCESS_NOT_NULL, .takes = "@-", .family = FAMILY_MEMORY},
    {.callees = "reallocf", .gives = FAMILY_MEMORY, .success = SUCCESS_NOT_NULL, .takes = "!-", .family = FAMILY_MEMORY},
    {.callees = "xrealloc xreallocarray xrecallocarray", .gives = FAMILY_MEMORY, .success = SUCCESS_ALWAYS, .takes = "@-", .family = FAMILY_MEMORY},
    RELEASES("free cfree __builtin_free freezero", MEMORY),
    {.callees = "posix_memalign", .success = SUCCESS_ZERO, .takes = ">-", .family = FAMILY_MEMORY},
    {.callees = "asprintf vasprintf __asprintf __vasprintf", .success = SUCCESS_NOT_NEGATIVE, .takes = ">-", .family = FAMILY_MEMORY},
    {.callees = "getline getdelim __getdelim", .success = SUCCESS_ALWAYS, .takes = "+-", .family = FAMILY_MEMORY},
    {.callees = "open_memstream", .gives = FAMILY_FILE, .success = SUCCESS_NOT_NULL, .takes = "?-"},
    {.callees = "scandir", .success = SUCCESS_NOT_NEGATIVE, .takes = "->-", .family = FAMILY_MEMORY},

    GIVES("alloca __builtin_alloca __builtin_alloca_with_align", STORAGE, ALWAYS),

    // --- strings and blocks: the result is the first argument ---
    {.callees = "memcpy memmove mempcpy __builtin_memcpy __builtin_memmove __builtin___memcpy_chk __builtin___memmove_chk", .takes = "-c-", .passes_on = 1},
    {.callees = "strcpy strncpy strcat strncat memset stpcpy stpncpy wcscpy wcsncpy wcscat wcsncat wcpcpy wcpncpy wmemcpy wmempcpy wmemmove wmemset fgets gets fgetws "
                "__builtin_memset __builtin___memset_chk __builtin___strcpy_chk __builtin___strncpy_chk __builtin___strcat_chk __builtin___strncat_chk",
     .takes = "-", .passes_on = 1},
    {.callees = "strchr strrchr strstr strpbrk memchr memrchr rawmemchr strchrnul strcasestr strtok strtok_r basename dirname memmem index rindex "
                "wcschr wcsrchr wcsstr wcspbrk wcstok wmemchr __builtin_strchr __builtin_strrchr __builtin_strstr __xpg_basename", .takes = "-", .passes_on = 1},
    BORROWS("strlen strnlen strcmp strncmp strcasecmp strncasecmp strcoll strspn strcspn memcmp bcmp bcopy bzero explicit_bzero "
            "strlcpy strlcat strtol strtoul strtoll strtoull strtod strtof strtold strtoimax strtoumax atoi atol atoll atof "
            "strsep strxfrm wcslen wcsnlen wcscmp wcsncmp wcscasecmp wcsncasecmp wcscoll wmemcmp wcsspn wcscspn wcsftime wcstol wcstoul wcstoll wcstoull wcstod mbstowcs wcstombs mbsrtowcs wcsrtombs mbrtowc wcrtomb qsort qsort_r bsearch swab memccpy "
            "__builtin_strlen __builtin_strcmp __builtin_memcmp __builtin_object_size __builtin_prefetch __builtin_constant_p "
            "isalpha isdigit tolower toupper __ctype_b_loc __errno_location strerror strerror_r strsignal perror"),
    BORROWS("printf fprintf sprintf snprintf vprintf vfprintf vsprintf vsnprintf dprintf vdprintf puts fputs putchar fputc putc "
            "fputws fwprintf wprintf swprintf vwprintf vfwprintf vswprintf wscanf fwscanf swscanf __builtin___snprintf_chk __builtin___sprintf_chk __builtin___vsnprintf_chk __printf_chk __fprintf_chk "
            "__snprintf_chk __sprintf_chk scanf fscanf sscanf vscanf vfscanf vsscanf __isoc99_sscanf __isoc99_fscanf __isoc99_scanf "
            "__isoc23_sscanf __isoc23_fscanf __isoc23_scanf syslog vsyslog openlog warn warnx vwarn vwarnx error psignal strftime strptime "
            "mktime gmtime_r localtime_r asctime_r ctime_r time difftime nanosleep gettimeofday clock_gettime usleep sleep"),

    // --- patterns: the contents of a regex_t, whose block is the caller's ---
    BORROWS("regcomp regexec regerror"),
    {.callees = "regfree", .takes = "x"},

    // --- streams ---
    GIVES("fopen fopen64 tmpfile tmpfile64 fmemopen setmntent", FILE, NOT_NULL),
    {.callees = "fdopen", .gives = FAMILY_FILE, .success = SUCCESS_NOT_NULL, .takes = "@-", .family = FAMILY_DESCRIPTOR},
    {.callees = "freopen freopen64", .takes = "--?"},
    GIVES("popen", PIPE, NOT_NULL),
    RELEASES("fclose endmntent", FILE),
    RELEASES("pclose", PIPE),
    BORROWS("fread fwrite fgetc getc ungetc fgetws fgetwc fseek fseeko ftell ftello rewind fgetpos fsetpos feof ferror clearerr fflush fileno "
            "setbuf setvbuf setlinebuf flockfile funlockfile getc_unlocked putc_unlocked fread_unlocked fwrite_unlocked fputs_unlocked "
            "getmntent getmntent_r fpurge __fpending __uflow __overflow"),

    // --- descriptors ---
    GIVES("open open64 openat openat64 creat creat64 dup socket accept accept4 epoll_create epoll_create1 eventfd signalfd timerfd_create "
          "inotify_init inotify_init1 memfd_create shm_open mkstemp mkstemps mkostemp mkostemps posix_openpt kqueue fanotify_init pidfd_open "
          "userfaultfd perf_event_open", DESCRIPTOR, NOT_NEGATIVE),
    RELEASES("close", DESCRIPTOR),
    BORROWS("read write pread pwrite pread64 pwrite64 readv writev preadv pwritev lseek lseek64 fstat fstat64 __fxstat fsync fdatasync ftruncate ftruncate64 flock "
            "lockf fchmod fchown futimens fcntl fcntl64 ioctl isatty ttyname ttyname_r tcgetattr tcsetattr fpathconf posix_fadvise posix_fallocate fallocate "
            "send sendto sendmsg sendmmsg recv recvfrom recvmsg recvmmsg bind listen connect shutdown getsockopt setsockopt getsockname "
            "getpeername sendfile splice tee vmsplice copy_file_range poll ppoll select pselect epoll_wait epoll_pwait "
            "timerfd_settime timerfd_gettime inotify_add_watch inotify_rm_watch fstatat fstatvfs fstatfs fchdir unlinkat mkdirat renameat "
            "readlinkat faccessat linkat symlinkat fchmodat fchownat utimensat syncfs sync_file_range readahead ptsname ptsname_r grantpt unlockpt eventfd_read eventfd_write"),
    BORROWS("stat stat64 lstat lstat64 __xstat __lxstat access unlink remove rename link symlink readlink chmod chown lchown mkdir rmdir chdir truncate mkfifo "
            "mknod utime utimes statvfs statfs pathconf umask getenv secure_getenv setenv unsetenv system execl execlp execle execv execvp execve "
            "getuid geteuid getgid getpid getppid kill raise waitpid wait wait3 wait4 sigaction sigemptyset sigaddset sigprocmask "
            "getpwnam getpwuid getpwnam_r getpwuid_r getgrnam getgrgid gethostbyname gethostname getservbyname inet_pton inet_ntop inet_addr inet_aton "
            "getnameinfo gai_strerror getopt getopt_long uname sysconf getrlimit setrlimit getrusage times times mlock munlock madvise mprotect msync mincore "
            "posix_madvise getrandom getentropy rand srand random srandom rand_r arc4random_buf regexec regerror fnmatch setlocale nl_langinfo iconv crypt"),
    {.callees = "putenv", .takes = "="},
    {.callees = "syscall", .takes = "?"},
    {.callees = "atexit on_exit", .takes = "?"},

    // --- other things of the system ---
    GIVES("opendir", DIRECTORY, NOT_NULL),
    {.callees = "fdopendir", .gives = FAMILY_DIRECTORY, .success = SUCCESS_NOT_NULL, .takes = "@", .family = FAMILY_DESCRIPTOR},
    RELEASES("closedir", DIRECTORY),
    BORROWS("readdir readdir64 readdir_r rewinddir seekdir telldir dirfd"),
    GIVES("mmap mmap64", MAPPING, POSITIVE),
    RELEASES("munmap", MAPPING),
    {.callees = "mremap", .gives = FAMILY_MAPPING, .success = SUCCESS_NOT_MINUS_ONE, .takes = "@-", .family = FAMILY_MAPPING},
    GIVES("dlopen dlmopen", LIBRARY, NOT_NULL),
    RELEASES("dlclose", LIBRARY),
    {.callees = "dlsym dlvsym", .takes = "?-"},  // what it finds lives as long as the library
    {.callees = "getaddrinfo", .success = SUCCESS_ZERO, .takes = "--->", .family = FAMILY_ADDRESSES},
    RELEASES("freeaddrinfo", ADDRESSES),
    {.callees = "getifaddrs", .success = SUCCESS_ZERO, .takes = ">", .family = FAMILY_INTERFACES},
    RELEASES("freeifaddrs", INTERFACES),
    GIVES("if_nameindex", INTERFACE_NAMES, NOT_NULL),
    RELEASES("if_freenameindex", INTERFACE_NAMES),
    GIVES("iconv_open", CONVERSION, NOT_MINUS_ONE),
    RELEASES("iconv_close", CONVERSION),
    GIVES("newlocale duplocale", LOCALE, NOT_NULL),
    RELEASES("freelocale", LOCALE),
    GIVES("sem_open", SEMAPHORE, NOT_NULL),
    RELEASES("sem_close", SEMAPHORE),
    GIVES("mq_open", QUEUE, NOT_NEGATIVE),
    RELEASES("mq_close", QUEUE),
    BORROWS("pthread_mutex_lock pthread_mutex_unlock pthread_mutex_trylock pthread_mutex_init pthread_mutex_destroy pthread_cond_init "
            "pthread_cond_destroy pthread_cond_wait pthread_cond_signal pthread_cond_broadcast pthread_rwlock_rdlock pthread_rwlock_wrlock "
            "pthread_rwlock_unlock pthread_join pthread_attr_init pthread_attr_destroy pthread_attr_setdetachstate pthread_attr_setstacksize sem_post sem_wait sem_init sem_destroy"),
    {.callees = "pthread_setspecific", .takes = "-="},

    // --- GLib: what allocates aborts rather than fails ---
    GIVES("g_malloc g_malloc0 g_malloc_n g_malloc0_n g_strdup g_strndup g_strdup_printf g_strdup_vprintf g_strconcat g_strjoin g_strjoinv "
          "g_build_filename g_build_path g_path_get_basename g_path_get_dirname g_get_current_dir g_filename_to_uri g_filename_from_uri "
          "g_utf8_strdown g_utf8_strup g_utf8_normalize g_utf8_casefold g_utf8_substring g_ascii_strdown g_ascii_strup g_strescape g_strcompress "
          "g_markup_escape_text g_markup_printf_escaped g_memdup g_memdup2 g_base64_encode g_base64_decode g_uri_escape_string "
          "g_strreverse_dup g_strnfill g_shell_quote g_file_get_path g_file_get_uri g_file_get_basename g_date_time_format g_key_file_get_string "
          "g_key_file_get_value g_find_program_in_path g_uuid_string_random g_canonicalize_filename g_variant_dup_string g_variant_print "
          "g_io_channel_read_to_end g_compute_checksum_for_string g_compute_checksum_for_data g_settings_get_string g_mapped_file_dup", G_MEMORY, ALWAYS),
    GIVES("g_try_malloc g_try_malloc0 g_try_malloc_n", G_MEMORY, NOT_NULL),
    {.callees = "g_realloc g_realloc_n g_try_realloc", .gives = FAMILY_G_MEMORY, .success = SUCCESS_ALWAYS, .takes = "@-", .family = FAMILY_G_MEMORY},
    RELEASES("g_free g_free_sized", G_MEMORY),
    {.callees = "g_clear_pointer", .takes = "??"},
    GIVES("g_strsplit g_strsplit_set g_strdupv g_key_file_get_string_list g_key_file_get_groups g_key_file_get_keys g_get_environ g_listenv", G_STRINGS, NOT_NULL),
    RELEASES("g_strfreev", G_STRINGS),
    GIVES("g_object_new g_file_new_for_path g_file_new_for_uri g_cancellable_new g_simple_action_new", G_OBJECT, NOT_NULL),
    RELEASES("g_object_unref", G_OBJECT),
    GIVES("g_error_new g_error_new_literal g_error_copy", G_ERROR, NOT_NULL),
    RELEASES("g_error_free", G_ERROR),
    {.callees = "g_clear_error", .takes = "~", .family = FAMILY_G_ERROR},
    {.callees = "g_propagate_error", .takes = "-="},
    GIVES("g_string_new g_string_new_len g_string_sized_new", G_STRING, ALWAYS),
    {.callees = "g_string_free", .gives = FAMILY_NONE, .takes = "!-", .family = FAMILY_G_STRING},
    {.callees = "g_string_append g_string_append_c g_string_append_len g_string_prepend g_string_prepend_c g_string_insert g_string_assign "
                "g_string_truncate g_string_erase g_string_append_unichar", .takes = "-", .passes_on = 1},
    BORROWS("g_string_append_printf g_string_printf g_string_append_vprintf"),
    GIVES("g_hash_table_new g_hash_table_new_full", G_TABLE, ALWAYS),
    RELEASES("g_hash_table_destroy g_hash_table_unref", G_TABLE),
    BORROWS("g_hash_table_lookup g_hash_table_contains g_hash_table_size g_hash_table_remove g_hash_table_remove_all g_hash_table_foreach"),
    {.callees = "g_hash_table_insert g_hash_table_replace g_hash_table_add", .takes = "-="},
    GIVES("g_ptr_array_new g_ptr_array_new_with_free_func g_ptr_array_sized_new g_ptr_array_new_full", G_POINTERS, ALWAYS),
    RELEASES("g_ptr_array_unref g_ptr_array_free", G_POINTERS),
    {.callees = "g_ptr_array_add", .takes = "-="},
    GIVES("g_array_new g_array_sized_new", G_ARRAY, ALWAYS),
    RELEASES("g_array_unref g_array_free", G_ARRAY),
    GIVES("g_key_file_new", G_KEYS, ALWAYS),
    RELEASES("g_key_file_free g_key_file_unref", G_KEYS),
    GIVES("g_dir_open", G_DIRECTORY, NOT_NULL),
    RELEASES("g_dir_close", G_DIRECTORY),
    BORROWS("g_dir_read_name g_strcmp0 g_str_has_prefix g_str_has_suffix g_str_equal g_strcasecmp g_ascii_strcasecmp g_ascii_strncasecmp g_print g_printerr "
            "g_log g_warning g_message g_debug g_critical g_utf8_validate g_utf8_strlen g_ascii_strtoull g_ascii_strtoll g_ascii_strtod g_file_test g_mkdir_with_parents"),
    {.callees = "g_strstrip g_strchug g_strchomp g_strdelimit g_strreverse", .takes = "-", .passes_on = 1},
    {.callees = "g_file_get_contents", .success = SUCCESS_NOT_NULL, .takes = "->--", .family = FAMILY_G_MEMORY},

    // --- CPython: references new, borrowed and stolen ---
    GIVES("PyList_New PyTuple_New PyDict_New PySet_New PyFrozenSet_New PyTuple_Pack PyDict_Copy PyDict_Keys PyDict_Values PyDict_Items "
          "PyList_AsTuple PyList_GetSlice PyTuple_GetSlice PySequence_List PySequence_Tuple PySequence_Fast PySequence_GetItem PySequence_GetSlice "
          "PySequence_Concat PySequence_Repeat PySequence_InPlaceConcat PyMapping_GetItemString PyMapping_Keys PyMapping_Values PyMapping_Items "
          "PyLong_FromLong PyLong_FromUnsignedLong PyLong_FromSsize_t PyLong_FromSize_t PyLong_FromLongLong PyLong_FromUnsignedLongLong PyLong_FromDouble "
          "PyLong_FromVoidPtr PyLong_FromString PyLong_FromUnicodeObject PyFloat_FromDouble PyFloat_FromString PyBool_FromLong PyComplex_FromDoubles "
          "PyUnicode_FromString PyUnicode_FromStringAndSize PyUnicode_FromFormat PyUnicode_FromFormatV PyUnicode_FromObject PyUnicode_FromWideChar "
          "PyUnicode_FromEncodedObject PyUnicode_FromKindAndData PyUnicode_New PyUnicode_InternFromString PyUnicode_Decode PyUnicode_DecodeUTF8 "
          "PyUnicode_DecodeFSDefault PyUnicode_DecodeFSDefaultAndSize PyUnicode_DecodeLatin1 PyUnicode_DecodeASCII PyUnicode_DecodeLocale "
          "PyUnicode_DecodeUTF16 PyUnicode_DecodeUTF32 PyUnicode_AsUTF8String PyUnicode_AsEncodedString PyUnicode_AsASCIIString PyUnicode_AsLatin1String PyUnicode_EncodeFSDefault "
          "PyUnicode_Concat PyUnicode_Join PyUnicode_Split PyUnicode_Splitlines PyUnicode_Replace PyUnicode_Substring PyUnicode_Format "
          "PyBytes_FromString PyBytes_FromStringAndSize PyBytes_FromFormat PyBytes_FromObject PyByteArray_FromStringAndSize PyByteArray_FromObject "
          "PyMemoryView_FromObject PyMemoryView_FromMemory PyMemoryView_FromBuffer PyMemoryView_GetContiguous PyCapsule_New PyErr_NewException PyErr_NewExceptionWithDoc "
          "PyObject_GetAttr PyObject_GetAttrString PyObject_GetItem PyObject_Call PyObject_CallObject "
          "PyObject_CallFunctionObjArgs PyObject_CallMethodObjArgs PyObject_CallNoArgs PyObject_CallOneArg PyObject_CallMethodNoArgs PyObject_CallMethodOneArg "
          "PyObject_Vectorcall PyObject_VectorcallDict PyObject_Str PyObject_Repr PyObject_ASCII PyObject_Bytes PyObject_Type PyObject_Dir PyObject_GetIter PyObject_Format "
          "PyObject_RichCompare PyObject_GenericGetAttr PyObject_SelfIter PyIter_Next PyNumber_Add PyNumber_Subtract PyNumber_Multiply PyNumber_FloorDivide "
          "PyNumber_TrueDivide PyNumber_Remainder PyNumber_Power PyNumber_Negative PyNumber_Positive PyNumber_Absolute PyNumber_Invert PyNumber_Lshift PyNumber_Rshift "
          "PyNumber_And PyNumber_Or PyNumber_Xor PyNumber_Long PyNumber_Float PyNumber_Index PyNumber_ToBase PyNumber_Divmod PyImport_ImportModule PyImport_Import "
          "PyImport_ImportModuleNoBlock PyImport_ExecCodeModule PyImport_ReloadModule PyModule_Create2 PyModule_New PyModule_FromDefAndSpec2 PyType_FromSpec PyType_FromSpecWithBases PyType_FromModuleAndSpec PyType_GenericNew PyType_GenericAlloc "
          "PySlice_New PyMethod_New PyFunction_New PyCFunction_New PyCFunction_NewEx PyStaticMethod_New PyClassMethod_New PyProperty_New PyWeakref_NewRef PyWeakref_NewProxy "
          "PyDateTime_FromTimestamp PyDate_FromTimestamp PyRun_String PyRun_StringFlags PyRun_File PyEval_EvalCode Py_CompileString Py_VaBuildValue PyFile_FromFd PyFile_GetLine "
          "PyStructSequence_New PyContextVar_New PyCode_NewEmpty PyErr_GetRaisedException PyObject_Init PyObject_InitVar _PyObject_New _PyObject_NewVar _PyObject_GC_New "
          "PyFrozenDict_New PyDictProxy_New PySeqIter_New PyCallIter_New PyCell_New PyObject_GenericGetDict PyException_GetTraceback PyException_GetCause PyException_GetContext", PY_REFERENCE, NOT_NULL),
    {.callees = "Py_BuildValue _Py_BuildValue_SizeT", .gives = FAMILY_PY_REFERENCE, .success = SUCCESS_NOT_NULL, .takes = "N"},
    {.callees = "PyObject_CallFunction _PyObject_CallFunction_SizeT", .gives = FAMILY_PY_REFERENCE, .success = SUCCESS_NOT_NULL, .takes = "-N"},
    {.callees = "PyObject_CallMethod _PyObject_CallMethod_SizeT", .gives = FAMILY_PY_REFERENCE, .success = SUCCESS_NOT_NULL, .takes = "--N"},
    RELEASES("Py_DECREF _Py_DECREF Py_XDECREF _Py_XDECREF Py_DecRef", PY_REFERENCE),
    {.callees = "Py_INCREF _Py_INCREF Py_XINCREF _Py_XINCREF Py_IncRef Py_NewRef Py_XNewRef _Py_NewRef _Py_XNewRef", .takes = "?"},
    // The arguments of the constructors above are borrowed but for those that are named here.
    {.callees = "PyList_SetItem PyTuple_SetItem PyList_SET_ITEM PyTuple_SET_ITEM PyStructSequence_SetItem PyStructSequence_SET_ITEM", .takes = "--="},
    {.callees = "PyModule_AddObject", .takes = "--?"},
    {.callees = "PyModule_Add", .takes = "--="},
    {.callees = "PyErr_Restore", .takes = "==="},
    {.callees = "PyErr_SetRaisedException", .takes = "="},
    {.callees = "PyException_SetCause PyException_SetContext", .takes = "-="},
    {.callees = "PyUnicode_InternInPlace PyUnicode_Append _PyBytes_Resize _PyTuple_Resize", .takes = "?-"},
    {.callees = "PyUnicode_AppendAndDel PyBytes_ConcatAndDel", .takes = "?="},
    {.callees = "PyBytes_Concat", .takes = "?-"},
    BORROWS("PyList_Append PyList_Insert PyList_Size PyList_GET_SIZE PyList_GetItem PyList_GET_ITEM PyList_Sort PyList_Reverse PyList_SetSlice PyList_Check "
            "PyTuple_Size PyTuple_GET_SIZE PyTuple_GetItem PyTuple_GET_ITEM PyDict_SetItem PyDict_SetItemString PyDict_GetItem PyDict_GetItemString "
            "PyDict_GetItemWithError PyDict_DelItem PyDict_DelItemString PyDict_Contains PyDict_Size PyDict_Next PyDict_Update PyDict_Merge PyDict_Clear PyDict_SetDefault "
            "PySet_Add PySet_Contains PySet_Discard PySet_Size PyObject_SetAttr PyObject_SetAttrString PyObject_DelAttr PyObject_DelAttrString PyObject_HasAttr PyObject_HasAttrString "
            "PyObject_SetItem PyObject_DelItem PyObject_IsTrue PyObject_Not PyObject_IsInstance PyObject_IsSubclass PyObject_Hash PyObject_Size PyObject_Length PyObject_RichCompareBool "
            "PyObject_TypeCheck PyCallable_Check PySequence_Check PySequence_Size PySequence_Length PySequence_Contains PySequence_SetItem PySequence_Fast_GET_SIZE PySequence_Fast_GET_ITEM PySequence_Fast_ITEMS "
            "PyMapping_Check PyMapping_Size PyMapping_HasKey PyMapping_SetItemString PyIter_Check PyNumber_Check PyNumber_AsSsize_t PyIndex_Check "
            "PyLong_AsLong PyLong_AsUnsignedLong PyLong_AsLongLong PyLong_AsUnsignedLongLong PyLong_AsSsize_t PyLong_AsSize_t PyLong_AsDouble PyLong_AsVoidPtr PyLong_AsLongAndOverflow PyLong_AsInt "
            "PyFloat_AsDouble PyFloat_AS_DOUBLE PyComplex_AsCComplex PyUnicode_AsUTF8 PyUnicode_AsUTF8AndSize PyUnicode_GetLength PyUnicode_Compare PyUnicode_CompareWithASCIIString "
            "PyUnicode_READY PyUnicode_DATA PyUnicode_KIND PyUnicode_ReadChar PyUnicode_WriteChar PyUnicode_Find PyUnicode_Contains PyBytes_AsString PyBytes_AS_STRING PyBytes_GET_SIZE PyBytes_Size PyBytes_AsStringAndSize "
            "PyByteArray_AsString PyByteArray_Size PyByteArray_AS_STRING PyByteArray_GET_SIZE PyCapsule_GetPointer PyCapsule_GetName PyCapsule_IsValid PyCapsule_SetContext PyErr_SetObject PyErr_SetString PyErr_Format PyErr_SetNone "
            "PyErr_ExceptionMatches PyErr_GivenExceptionMatches PyErr_WriteUnraisable PyModule_GetDict PyModule_GetState PyModule_AddIntConstant PyModule_AddStringConstant PyModule_AddObjectRef PyModule_AddType PyModule_AddFunctions "
            "PyType_Ready PyType_IsSubtype PyArg_ParseTuple PyArg_Parse PyArg_UnpackTuple PyArg_ParseTupleAndKeywords PyObject_Print PyObject_AsFileDescriptor PyFile_WriteObject PyFile_WriteString PyMemoryView_GET_BUFFER Py_TYPE Py_REFCNT Py_SIZE Py_IS_TYPE "
            "PyObject_CheckBuffer PyObject_GetBuffer PySlice_GetIndicesEx PySlice_Unpack PyDateTime_CAPI PyType_GetFlags PyType_HasFeature PyType_FastSubclass _PyUnicode_Ready"),
    // through the slots of a type
    {.callees = "tp_alloc", .gives = FAMILY_PY_REFERENCE, .success = SUCCESS_NOT_NULL, .takes = "-"},
    // of Python 2
    GIVES("PyString_FromString PyString_FromStringAndSize PyString_FromFormat PyString_Encode PyString_Decode PyInt_FromLong PyInt_FromSsize_t PyInt_FromSize_t "
          "PyInt_FromString PyNumber_Int PyCObject_FromVoidPtr PyUnicode_EncodeUTF8", PY_REFERENCE, NOT_NULL),
    BORROWS("PyString_AsString PyString_AS_STRING PyString_AsStringAndSize PyString_Size PyString_GET_SIZE PyString_Check PyString_CheckExact PyInt_Check "
            "PyInt_AsLong PyInt_AS_LONG PyInt_AsSsize_t PyCObject_AsVoidPtr"),
    GIVES("PyMem_Malloc PyMem_Calloc", PY_MEMORY, NOT_NULL),
    {.callees = "PyMem_Realloc", .gives = FAMILY_PY_MEMORY, .success = SUCCESS_NOT_NULL, .takes = "@-", .family = FAMILY_PY_MEMORY},
    RELEASES("PyMem_Free", PY_MEMORY),
    GIVES("PyMem_RawMalloc PyMem_RawCalloc", PY_RAW_MEMORY, NOT_NULL),
    RELEASES("PyMem_RawFree", PY_RAW_MEMORY),
    GIVES("PyObject_Malloc PyObject_Calloc", PY_OBJECT_MEMORY, NOT_NULL),
    RELEASES("PyObject_Free", PY_OBJECT_MEMORY),

    // --- SQLite ---
    {.callees = "sqlite3_prepare sqlite3_prepare_v2 sqlite3_prepare_v3 sqlite3_prepare16_v2", .success = SUCCESS_ZERO, .takes = "--->-", .family = FAMILY_SQL_STATEMENT},
    RELEASES("sqlite3_finalize", SQL_STATEMENT),
    {.callees = "sqlite3_open sqlite3_open16", .success = SUCCESS_ZERO, .takes = "->", .family = FAMILY_SQL_DATABASE},
    {.callees = "sqlite3_open_v2", .success = SUCCESS_ZERO, .takes = "->-", .family = FAMILY_SQL_DATABASE},
    RELEASES("sqlite3_close sqlite3_close_v2", SQL_DATABASE),
    GIVES("sqlite3_malloc sqlite3_malloc64 sqlite3_mprintf sqlite3_vmprintf", SQL_MEMORY, NOT_NULL),
    RELEASES("sqlite3_free", SQL_MEMORY),
    BORROWS("sqlite3_step sqlite3_reset sqlite3_clear_bindings sqlite3_bind_int sqlite3_bind_int64 sqlite3_bind_double sqlite3_bind_null sqlite3_column_int "
            "sqlite3_column_int64 sqlite3_column_text sqlite3_column_blob sqlite3_column_bytes sqlite3_column_double sqlite3_column_type sqlite3_column_count "
            "sqlite3_column_name sqlite3_errmsg sqlite3_errcode sqlite3_changes sqlite3_last_insert_rowid sqlite3_busy_timeout sqlite3_db_handle sqlite3_sql"),

    // --- OpenSSL ---
    GIVES("SSL_CTX_new", SSL_CONTEXT, NOT_NULL),
    RELEASES("SSL_CTX_free", SSL_CONTEXT),
    GIVES("SSL_new", SSL_SESSION, NOT_NULL),
    RELEASES("SSL_free", SSL_SESSION),
    GIVES("BIO_new BIO_new_file BIO_new_mem_buf BIO_new_fp BIO_new_socket BIO_new_connect", BIO, NOT_NULL),
    RELEASES("BIO_free BIO_free_all BIO_vfree", BIO),
    BORROWS("BIO_read BIO_write BIO_gets BIO_puts BIO_printf BIO_ctrl BIO_s_mem BIO_s_file BIO_f_base64 PEM_write_bio_X509 PEM_write_bio_PrivateKey ERR_print_errors"),
    GIVES("EVP_PKEY_new PEM_read_bio_PrivateKey PEM_read_PrivateKey PEM_read_bio_PUBKEY PEM_read_PUBKEY X509_get_pubkey", EVP_KEY, NOT_NULL),
    RELEASES("EVP_PKEY_free", EVP_KEY),
    GIVES("EVP_MD_CTX_new EVP_MD_CTX_create", EVP_DIGEST, NOT_NULL),
    RELEASES("EVP_MD_CTX_free EVP_MD_CTX_destroy", EVP_DIGEST),
    GIVES("EVP_CIPHER_CTX_new", EVP_CIPHER, NOT_NULL),
    RELEASES("EVP_CIPHER_CTX_free", EVP_CIPHER),
    BORROWS("EVP_DigestInit EVP_DigestInit_ex EVP_DigestUpdate EVP_DigestFinal EVP_DigestFinal_ex EVP_EncryptInit_ex EVP_EncryptUpdate EVP_EncryptFinal_ex "
            "EVP_DecryptInit_ex EVP_DecryptUpdate EVP_DecryptFinal_ex EVP_CIPHER_CTX_set_padding EVP_CIPHER_CTX_ctrl EVP_MD_CTX_set_flags"),
    GIVES("EVP_PKEY_CTX_new EVP_PKEY_CTX_new_id", EVP_KEY_CONTEXT, NOT_NULL),
    RELEASES("EVP_PKEY_CTX_free", EVP_KEY_CONTEXT),
    GIVES("X509_new PEM_read_bio_X509 PEM_read_X509 d2i_X509_bio SSL_get_peer_certificate SSL_get1_peer_certificate", X509, NOT_NULL),
    RELEASES("X509_free", X509),
    GIVES("X509_STORE_new", X509_STORE, NOT_NULL),
    RELEASES("X509_STORE_free", X509_STORE),
    GIVES("BN_new BN_dup BN_bin2bn_new", BIGNUM, NOT_NULL),
    RELEASES("BN_free BN_clear_free", BIGNUM),
    GIVES("RSA_new", RSA, NOT_NULL),
    RELEASES("RSA_free", RSA),

    // --- libxml2 ---
    GIVES("xmlReadFile xmlReadMemory xmlReadDoc xmlParseFile xmlParseMemory xmlParseDoc xmlNewDoc htmlReadFile htmlReadMemory htmlParseFile", XML_DOCUMENT, NOT_NULL),
    RELEASES("xmlFreeDoc", XML_DOCUMENT),
    GIVES("xmlNodeGetContent xmlGetProp xmlGetNoNsProp xmlGetNsProp xmlNodeListGetString xmlStrdup xmlStrndup xmlNodeGetLang xmlNodeGetBase xmlGetNodePath xmlBuildURI", XML_MEMORY, NOT_NULL),
    GIVES("xmlNewParserCtxt xmlCreatePushParserCtxt xmlCreateMemoryParserCtxt xmlCreateFileParserCtxt", XML_PARSER, NOT_NULL),
    RELEASES("xmlFreeParserCtxt", XML_PARSER),
    GIVES("xmlXPathNewContext", XML_XPATH, NOT_NULL),
    RELEASES("xmlXPathFreeContext", XML_XPATH),
    GIVES("xmlXPathEval xmlXPathEvalExpression", XML_XPATH_RESULT, NOT_NULL),
    RELEASES("xmlXPathFreeObject", XML_XPATH_RESULT),
    BORROWS("xmlStrcmp xmlStrEqual xmlStrlen xmlStrcasecmp xmlDocGetRootElement xmlXPathRegisterNs"),

    BORROWS("malloc_usable_size malloc_size"),

    // --- libgit2: paths, names and texts are copied ---
    BORROWS("git_repository_set_head git_repository_open git_repository_init git_repository_discover git_repository_set_workdir git_reference_lookup "
            "git_reference_name_to_id git_reference_dwim git_reference_create git_reference_symbolic_create git_reference_is_valid_name git_revparse_single "
            "git_revparse git_remote_lookup git_remote_create git_remote_set_url git_remote_rename git_branch_lookup git_branch_create git_config_open_ondisk "
            "git_config_get_string git_config_get_int32 git_config_get_bool git_config_set_string git_config_set_int32 git_config_set_bool git_config_delete_entry "
            "git_oid_fromstr git_oid_fromstrn git_index_add_bypath git_index_remove_bypath git_index_find git_index_get_bypath git_tag_create git_signature_new "
            "git_note_iterator_new git_submodule_lookup git_clone git_stash_save git_attr_get"),

    // --- OpenLDAP, libwebp ---
    {.callees = "ldap_create", .success = SUCCESS_ZERO, .takes = ">", .family = FAMILY_LDAP_SESSION},
    {.callees = "ldap_initialize", .success = SUCCESS_ZERO, .takes = ">-", .family = FAMILY_LDAP_SESSION},
    GIVES("ldap_init ldap_open", LDAP_SESSION, NOT_NULL),
    RELEASES("ldap_unbind ldap_unbind_s ldap_unbind_ext ldap_unbind_ext_s ldap_destroy", LDAP_SESSION),
    RELEASES("ldap_msgfree", LDAP_MESSAGE),
    GIVES("ldap_get_dn ldap_dn2ufn ldap_first_attribute ldap_next_attribute", LDAP_MEMORY, NOT_NULL),
    RELEASES("ldap_memfree", LDAP_MEMORY),
    BORROWS("ldap_set_option ldap_get_option ldap_err2string ldap_create_assertion_control_value ldap_count_entries ldap_first_entry ldap_next_entry ldap_get_values_len"),
    GIVES("ber_alloc_t ber_init", BER_ELEMENT, NOT_NULL),
    RELEASES("ber_free", BER_ELEMENT),
    {.callees = "ber_flatten", .success = SUCCESS_NOT_NEGATIVE, .takes = "->", .family = FAMILY_BER_VALUE},
    GIVES("ber_bvdup", BER_VALUE, NOT_NULL),
    RELEASES("ber_bvfree", BER_VALUE),
    BORROWS("ber_printf ber_peek_tag ber_skip_tag"),
    {.callees = "WebPEncodeRGB WebPEncodeBGR WebPEncodeRGBA WebPEncodeBGRA", .success = SUCCESS_POSITIVE, .takes = "----->", .family = FAMILY_MEMORY},
    {.callees = "WebPEncodeLosslessRGB WebPEncodeLosslessBGR WebPEncodeLosslessRGBA WebPEncodeLosslessBGRA", .success = SUCCESS_POSITIVE, .takes = "---->",
     .family = FAMILY_MEMORY},
    GIVES("WebPDecodeRGB WebPDecodeBGR WebPDecodeRGBA WebPDecodeBGRA WebPDecodeARGB", MEMORY, NOT_NULL),
    RELEASES("WebPFree", MEMORY),

    // --- zlib, libcurl, jansson, cJSON, json-c, libarchive, libevent ---
    GIVES("gzopen gzopen64 gzdopen", GZ_FILE, NOT_NULL),
    RELEASES("gzclose gzclose_r gzclose_w", GZ_FILE),
    BORROWS("gzread gzwrite gzprintf gzputs gzgets gzputc gzgetc gzflush gzeof gzerror gzseek gztell gzbuffer"),
    GIVES("curl_easy_init curl_easy_duphandle", CURL_HANDLE, NOT_NULL),
    RELEASES("curl_easy_cleanup", CURL_HANDLE),
    BORROWS("curl_easy_perform curl_easy_getinfo curl_easy_strerror curl_easy_reset"),
    {.callees = "curl_easy_setopt curl_multi_setopt curl_share_setopt", .takes = "--?"},
    GIVES("curl_multi_init", CURL_MULTI, NOT_NULL),
    RELEASES("curl_multi_cleanup", CURL_MULTI),
    GIVES("curl_easy_escape curl_easy_unescape curl_getenv curl_escape curl_unescape", CURL_MEMORY, NOT_NULL),
    RELEASES("curl_free", CURL_MEMORY),
    RELEASES("curl_slist_free_all", CURL_LIST),
    {.callees = "json_pack", .gives = FAMILY_JANSSON, .success = SUCCESS_NOT_NULL, .takes = "o"},
    {.callees = "json_pack_ex", .gives = FAMILY_JANSSON, .success = SUCCESS_NOT_NULL, .takes = "--o"},
    GIVES("json_string json_stringn json_integer json_real json_loads json_loadb json_loadf json_load_file json_copy json_deep_copy", JANSSON, NOT_NULL),
    RELEASES("json_decref", JANSSON),
    {.callees = "json_object_set_new json_object_set_new_nocheck", .takes = "--="},
    {.callees = "json_array_append_new json_array_insert_new", .takes = "-="},
    BORROWS("json_object_set json_array_append json_object_get json_array_get json_string_value json_integer_value json_array_size json_object_size json_dump_file json_dumpf json_object_del"),
    GIVES("cJSON_Parse cJSON_ParseWithLength cJSON_ParseWithOpts cJSON_CreateObject cJSON_CreateArray cJSON_CreateString cJSON_CreateNumber cJSON_CreateBool cJSON_CreateNull cJSON_CreateTrue cJSON_CreateFalse cJSON_Duplicate", CJSON, NOT_NULL),
    RELEASES("cJSON_Delete", CJSON),
    BORROWS("cJSON_GetObjectItem cJSON_GetObjectItemCaseSensitive cJSON_GetArrayItem cJSON_GetArraySize cJSON_IsString cJSON_IsNumber cJSON_IsArray cJSON_IsObject cJSON_GetStringValue "
            "cJSON_AddStringToObject cJSON_AddNumberToObject cJSON_AddBoolToObject cJSON_AddNullToObject cJSON_Compare"),
    GIVES("json_object_new_object json_object_new_array json_object_new_string json_object_new_int json_tokener_parse", JSON_C, NOT_NULL),
    GIVES("archive_read_new archive_read_disk_new", ARCHIVE_READ, NOT_NULL),
    RELEASES("archive_read_free archive_read_finish", ARCHIVE_READ),
    GIVES("archive_write_new archive_write_disk_new", ARCHIVE_WRITE, NOT_NULL),
    RELEASES("archive_write_free archive_write_finish", ARCHIVE_WRITE),
    GIVES("archive_entry_new archive_entry_new2", ARCHIVE_ENTRY, NOT_NULL),
    RELEASES("archive_entry_free", ARCHIVE_ENTRY),
    GIVES("event_base_new event_base_new_with_config", EVENT_BASE, NOT_NULL),
    RELEASES("event_base_free", EVENT_BASE),
    GIVES("evbuffer_new", EV_BUFFER, NOT_NULL),
    RELEASES("evbuffer_free", EV_BUFFER),
    BORROWS("evbuffer_add evbuffer_add_printf evbuffer_get_length evbuffer_remove evbuffer_drain evbuffer_pullup evbuffer_add_buffer"),
};

const uint32_t ownership_c_count = sizeof ownership_c_rows / sizeof ownership_c_rows[0];
