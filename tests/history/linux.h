// Stands for the config.h of a project that was not configured: what its configure would find on Linux with glibc.
#ifndef HAVE_ACCEPT4
#define HAVE_ACCEPT4 1
#endif
#ifndef HAVE_ACCESS
#define HAVE_ACCESS 1
#endif
#ifndef HAVE_ALARM
#define HAVE_ALARM 1
#endif
#ifndef HAVE_ARPA_INET_H
#define HAVE_ARPA_INET_H 1
#endif
#ifndef HAVE_ASPRINTF
#define HAVE_ASPRINTF 1
#endif
#ifndef HAVE_ASSERT_H
#define HAVE_ASSERT_H 1
#endif
#ifndef HAVE_ATEXIT
#define HAVE_ATEXIT 1
#endif
#ifndef HAVE_BASENAME
#define HAVE_BASENAME 1
#endif
#ifndef HAVE_BCOPY
#define HAVE_BCOPY 1
#endif
#ifndef HAVE_BOOL_T
#define HAVE_BOOL_T 1
#endif
#ifndef HAVE_BYTESWAP_H
#define HAVE_BYTESWAP_H 1
#endif
#ifndef HAVE_BZERO
#define HAVE_BZERO 1
#endif
#ifndef HAVE_BZLIB_H
#define HAVE_BZLIB_H 1
#endif
#ifndef HAVE_CALLOC
#define HAVE_CALLOC 1
#endif
#ifndef HAVE_CHOWN
#define HAVE_CHOWN 1
#endif
#ifndef HAVE_CLOCK_GETTIME
#define HAVE_CLOCK_GETTIME 1
#endif
#ifndef HAVE_CLOCK_GETTIME_MONOTONIC
#define HAVE_CLOCK_GETTIME_MONOTONIC 1
#endif
#ifndef HAVE_CTYPE_H
#define HAVE_CTYPE_H 1
#endif
#ifndef HAVE_DAEMON
#define HAVE_DAEMON 1
#endif
#ifndef HAVE_DECL_ENVIRON
#define HAVE_DECL_ENVIRON 1
#endif
#ifndef HAVE_DECL_INT32_MAX
#define HAVE_DECL_INT32_MAX 1
#endif
#ifndef HAVE_DECL_INT64_MAX
#define HAVE_DECL_INT64_MAX 1
#endif
#ifndef HAVE_DECL_INT64_MIN
#define HAVE_DECL_INT64_MIN 1
#endif
#ifndef HAVE_DECL_INTMAX_MAX
#define HAVE_DECL_INTMAX_MAX 1
#endif
#ifndef HAVE_DECL_OPTARG
#define HAVE_DECL_OPTARG 1
#endif
#ifndef HAVE_DECL_SIZE_MAX
#define HAVE_DECL_SIZE_MAX 1
#endif
#ifndef HAVE_DECL_SSIZE_MAX
#define HAVE_DECL_SSIZE_MAX 1
#endif
#ifndef HAVE_DECL_STRERROR_R
#define HAVE_DECL_STRERROR_R 1
#endif
#ifndef HAVE_DECL_UINT32_MAX
#define HAVE_DECL_UINT32_MAX 1
#endif
#ifndef HAVE_DECL_UINT64_MAX
#define HAVE_DECL_UINT64_MAX 1
#endif
#ifndef HAVE_DECL_UINTMAX_MAX
#define HAVE_DECL_UINTMAX_MAX 1
#endif
#ifndef HAVE_DIRENT_H
#define HAVE_DIRENT_H 1
#endif
#ifndef HAVE_DIRFD
#define HAVE_DIRFD 1
#endif
#ifndef HAVE_DLFCN_H
#define HAVE_DLFCN_H 1
#endif
#ifndef HAVE_DPRINTF
#define HAVE_DPRINTF 1
#endif
#ifndef HAVE_DUP2
#define HAVE_DUP2 1
#endif
#ifndef HAVE_EILSEQ
#define HAVE_EILSEQ 1
#endif
#ifndef HAVE_ENDIAN_H
#define HAVE_ENDIAN_H 1
#endif
#ifndef HAVE_ERR
#define HAVE_ERR 1
#endif
#ifndef HAVE_ERRNO_H
#define HAVE_ERRNO_H 1
#endif
#ifndef HAVE_ERRX
#define HAVE_ERRX 1
#endif
#ifndef HAVE_ERR_H
#define HAVE_ERR_H 1
#endif
#ifndef HAVE_EVENTFD
#define HAVE_EVENTFD 1
#endif
#ifndef HAVE_EXPLICIT_BZERO
#define HAVE_EXPLICIT_BZERO 1
#endif
#ifndef HAVE_FCHDIR
#define HAVE_FCHDIR 1
#endif
#ifndef HAVE_FCHMOD
#define HAVE_FCHMOD 1
#endif
#ifndef HAVE_FCHMODAT
#define HAVE_FCHMODAT 1
#endif
#ifndef HAVE_FCHOWN
#define HAVE_FCHOWN 1
#endif
#ifndef HAVE_FCNTL
#define HAVE_FCNTL 1
#endif
#ifndef HAVE_FCNTL_H
#define HAVE_FCNTL_H 1
#endif
#ifndef HAVE_FCNTL_O_NONBLOCK
#define HAVE_FCNTL_O_NONBLOCK 1
#endif
#ifndef HAVE_FDATASYNC
#define HAVE_FDATASYNC 1
#endif
#ifndef HAVE_FDOPENDIR
#define HAVE_FDOPENDIR 1
#endif
#ifndef HAVE_FLOAT_H
#define HAVE_FLOAT_H 1
#endif
#ifndef HAVE_FNMATCH
#define HAVE_FNMATCH 1
#endif
#ifndef HAVE_FORK
#define HAVE_FORK 1
#endif
#ifndef HAVE_FREEADDRINFO
#define HAVE_FREEADDRINFO 1
#endif
#ifndef HAVE_FSEEK
#define HAVE_FSEEK 1
#endif
#ifndef HAVE_FSEEKO
#define HAVE_FSEEKO 1
#endif
#ifndef HAVE_FSTAT
#define HAVE_FSTAT 1
#endif
#ifndef HAVE_FSTATAT
#define HAVE_FSTATAT 1
#endif
#ifndef HAVE_FSYNC
#define HAVE_FSYNC 1
#endif
#ifndef HAVE_FTRUNCATE
#define HAVE_FTRUNCATE 1
#endif
#ifndef HAVE_FUTIMENS
#define HAVE_FUTIMENS 1
#endif
#ifndef HAVE_FUTIMES
#define HAVE_FUTIMES 1
#endif
#ifndef HAVE_GETADDRINFO
#define HAVE_GETADDRINFO 1
#endif
#ifndef HAVE_GETCWD
#define HAVE_GETCWD 1
#endif
#ifndef HAVE_GETDELIM
#define HAVE_GETDELIM 1
#endif
#ifndef HAVE_GETEUID
#define HAVE_GETEUID 1
#endif
#ifndef HAVE_GETHOSTNAME
#define HAVE_GETHOSTNAME 1
#endif
#ifndef HAVE_GETIFADDRS
#define HAVE_GETIFADDRS 1
#endif
#ifndef HAVE_GETLINE
#define HAVE_GETLINE 1
#endif
#ifndef HAVE_GETMNTENT
#define HAVE_GETMNTENT 1
#endif
#ifndef HAVE_GETNAMEINFO
#define HAVE_GETNAMEINFO 1
#endif
#ifndef HAVE_GETOPT_H
#define HAVE_GETOPT_H 1
#endif
#ifndef HAVE_GETOPT_LONG
#define HAVE_GETOPT_LONG 1
#endif
#ifndef HAVE_GETPEERNAME
#define HAVE_GETPEERNAME 1
#endif
#ifndef HAVE_GETPPID
#define HAVE_GETPPID 1
#endif
#ifndef HAVE_GETPWNAM
#define HAVE_GETPWNAM 1
#endif
#ifndef HAVE_GETPWNAM_R
#define HAVE_GETPWNAM_R 1
#endif
#ifndef HAVE_GETPWUID
#define HAVE_GETPWUID 1
#endif
#ifndef HAVE_GETPWUID_R
#define HAVE_GETPWUID_R 1
#endif
#ifndef HAVE_GETRANDOM
#define HAVE_GETRANDOM 1
#endif
#ifndef HAVE_GETRLIMIT
#define HAVE_GETRLIMIT 1
#endif
#ifndef HAVE_GETRUSAGE
#define HAVE_GETRUSAGE 1
#endif
#ifndef HAVE_GETTIMEOFDAY
#define HAVE_GETTIMEOFDAY 1
#endif
#ifndef HAVE_GETUID
#define HAVE_GETUID 1
#endif
#ifndef HAVE_GLIBC_STRERROR_R
#define HAVE_GLIBC_STRERROR_R 1
#endif
#ifndef HAVE_GMTIME_R
#define HAVE_GMTIME_R 1
#endif
#ifndef HAVE_GRP_H
#define HAVE_GRP_H 1
#endif
#ifndef HAVE_ICONV
#define HAVE_ICONV 1
#endif
#ifndef HAVE_ICONV_H
#define HAVE_ICONV_H 1
#endif
#ifndef HAVE_IF_NAMETOINDEX
#define HAVE_IF_NAMETOINDEX 1
#endif
#ifndef HAVE_INET_NTOP
#define HAVE_INET_NTOP 1
#endif
#ifndef HAVE_INET_PTON
#define HAVE_INET_PTON 1
#endif
#ifndef HAVE_INITGROUPS
#define HAVE_INITGROUPS 1
#endif
#ifndef HAVE_INTMAX_T
#define HAVE_INTMAX_T 1
#endif
#ifndef HAVE_INTTYPES_H
#define HAVE_INTTYPES_H 1
#endif
#ifndef HAVE_IOCTL
#define HAVE_IOCTL 1
#endif
#ifndef HAVE_IPV6
#define HAVE_IPV6 1
#endif
#ifndef HAVE_ISATTY
#define HAVE_ISATTY 1
#endif
#ifndef HAVE_ISINF
#define HAVE_ISINF 1
#endif
#ifndef HAVE_ISNAN
#define HAVE_ISNAN 1
#endif
#ifndef HAVE_JRAND48
#define HAVE_JRAND48 1
#endif
#ifndef HAVE_KILL
#define HAVE_KILL 1
#endif
#ifndef HAVE_LANGINFO_H
#define HAVE_LANGINFO_H 1
#endif
#ifndef HAVE_LCHOWN
#define HAVE_LCHOWN 1
#endif
#ifndef HAVE_LIBBZ2
#define HAVE_LIBBZ2 1
#endif
#ifndef HAVE_LIBGEN_H
#define HAVE_LIBGEN_H 1
#endif
#ifndef HAVE_LIBLZMA
#define HAVE_LIBLZMA 1
#endif
#ifndef HAVE_LIBPTHREAD
#define HAVE_LIBPTHREAD 1
#endif
#ifndef HAVE_LIBZ
#define HAVE_LIBZ 1
#endif
#ifndef HAVE_LIMITS_H
#define HAVE_LIMITS_H 1
#endif
#ifndef HAVE_LINK
#define HAVE_LINK 1
#endif
#ifndef HAVE_LOCALE_H
#define HAVE_LOCALE_H 1
#endif
#ifndef HAVE_LOCALTIME_R
#define HAVE_LOCALTIME_R 1
#endif
#ifndef HAVE_LONGLONG
#define HAVE_LONGLONG 1
#endif
#ifndef HAVE_LONG_LONG
#define HAVE_LONG_LONG 1
#endif
#ifndef HAVE_LONG_LONG_INT
#define HAVE_LONG_LONG_INT 1
#endif
#ifndef HAVE_LSEEK
#define HAVE_LSEEK 1
#endif
#ifndef HAVE_LSTAT
#define HAVE_LSTAT 1
#endif
#ifndef HAVE_LUTIMES
#define HAVE_LUTIMES 1
#endif
#ifndef HAVE_LZMA_H
#define HAVE_LZMA_H 1
#endif
#ifndef HAVE_MADVISE
#define HAVE_MADVISE 1
#endif
#ifndef HAVE_MALLOC_H
#define HAVE_MALLOC_H 1
#endif
#ifndef HAVE_MATH_H
#define HAVE_MATH_H 1
#endif
#ifndef HAVE_MBRTOWC
#define HAVE_MBRTOWC 1
#endif
#ifndef HAVE_MBSTOWCS
#define HAVE_MBSTOWCS 1
#endif
#ifndef HAVE_MEMCHR
#define HAVE_MEMCHR 1
#endif
#ifndef HAVE_MEMCMP
#define HAVE_MEMCMP 1
#endif
#ifndef HAVE_MEMCPY
#define HAVE_MEMCPY 1
#endif
#ifndef HAVE_MEMMEM
#define HAVE_MEMMEM 1
#endif
#ifndef HAVE_MEMMOVE
#define HAVE_MEMMOVE 1
#endif
#ifndef HAVE_MEMORY_H
#define HAVE_MEMORY_H 1
#endif
#ifndef HAVE_MEMPCPY
#define HAVE_MEMPCPY 1
#endif
#ifndef HAVE_MEMRCHR
#define HAVE_MEMRCHR 1
#endif
#ifndef HAVE_MEMSET
#define HAVE_MEMSET 1
#endif
#ifndef HAVE_MKDIR
#define HAVE_MKDIR 1
#endif
#ifndef HAVE_MKDTEMP
#define HAVE_MKDTEMP 1
#endif
#ifndef HAVE_MKFIFO
#define HAVE_MKFIFO 1
#endif
#ifndef HAVE_MKNOD
#define HAVE_MKNOD 1
#endif
#ifndef HAVE_MKOSTEMP
#define HAVE_MKOSTEMP 1
#endif
#ifndef HAVE_MKSTEMP
#define HAVE_MKSTEMP 1
#endif
#ifndef HAVE_MKTIME
#define HAVE_MKTIME 1
#endif
#ifndef HAVE_MMAP
#define HAVE_MMAP 1
#endif
#ifndef HAVE_MSG_NOSIGNAL
#define HAVE_MSG_NOSIGNAL 1
#endif
#ifndef HAVE_MUNMAP
#define HAVE_MUNMAP 1
#endif
#ifndef HAVE_NANOSLEEP
#define HAVE_NANOSLEEP 1
#endif
#ifndef HAVE_NCURSES_H
#define HAVE_NCURSES_H 1
#endif
#ifndef HAVE_NETDB_H
#define HAVE_NETDB_H 1
#endif
#ifndef HAVE_NETINET_IN_H
#define HAVE_NETINET_IN_H 1
#endif
#ifndef HAVE_NETINET_TCP_H
#define HAVE_NETINET_TCP_H 1
#endif
#ifndef HAVE_NET_IF_H
#define HAVE_NET_IF_H 1
#endif
#ifndef HAVE_NL_LANGINFO
#define HAVE_NL_LANGINFO 1
#endif
#ifndef HAVE_NPY_CONFIG_H
#define HAVE_NPY_CONFIG_H 1
#endif
#ifndef HAVE_OPEN
#define HAVE_OPEN 1
#endif
#ifndef HAVE_OPENAT
#define HAVE_OPENAT 1
#endif
#ifndef HAVE_OPENDIR
#define HAVE_OPENDIR 1
#endif
#ifndef HAVE_OPENPTY
#define HAVE_OPENPTY 1
#endif
#ifndef HAVE_OPENSSL_CRYPTO_H
#define HAVE_OPENSSL_CRYPTO_H 1
#endif
#ifndef HAVE_OPENSSL_ERR_H
#define HAVE_OPENSSL_ERR_H 1
#endif
#ifndef HAVE_OPENSSL_PEM_H
#define HAVE_OPENSSL_PEM_H 1
#endif
#ifndef HAVE_OPENSSL_RAND_H
#define HAVE_OPENSSL_RAND_H 1
#endif
#ifndef HAVE_OPENSSL_SSL_H
#define HAVE_OPENSSL_SSL_H 1
#endif
#ifndef HAVE_OPENSSL_X509_H
#define HAVE_OPENSSL_X509_H 1
#endif
#ifndef HAVE_PATHCONF
#define HAVE_PATHCONF 1
#endif
#ifndef HAVE_PATHS_H
#define HAVE_PATHS_H 1
#endif
#ifndef HAVE_PIPE
#define HAVE_PIPE 1
#endif
#ifndef HAVE_PIPE2
#define HAVE_PIPE2 1
#endif
#ifndef HAVE_POLL
#define HAVE_POLL 1
#endif
#ifndef HAVE_POLL_H
#define HAVE_POLL_H 1
#endif
#ifndef HAVE_POSIX_FADVISE
#define HAVE_POSIX_FADVISE 1
#endif
#ifndef HAVE_PRCTL
#define HAVE_PRCTL 1
#endif
#ifndef HAVE_PREAD
#define HAVE_PREAD 1
#endif
#ifndef HAVE_PROGRAM_INVOCATION_SHORT_NAME
#define HAVE_PROGRAM_INVOCATION_SHORT_NAME 1
#endif
#ifndef HAVE_PTHREAD
#define HAVE_PTHREAD 1
#endif
#ifndef HAVE_PTHREAD_H
#define HAVE_PTHREAD_H 1
#endif
#ifndef HAVE_PUTENV
#define HAVE_PUTENV 1
#endif
#ifndef HAVE_PWD_H
#define HAVE_PWD_H 1
#endif
#ifndef HAVE_PWRITE
#define HAVE_PWRITE 1
#endif
#ifndef HAVE_QSORT
#define HAVE_QSORT 1
#endif
#ifndef HAVE_RANDOM
#define HAVE_RANDOM 1
#endif
#ifndef HAVE_RAND_R
#define HAVE_RAND_R 1
#endif
#ifndef HAVE_READDIR
#define HAVE_READDIR 1
#endif
#ifndef HAVE_READLINK
#define HAVE_READLINK 1
#endif
#ifndef HAVE_READLINKAT
#define HAVE_READLINKAT 1
#endif
#ifndef HAVE_REALLOC
#define HAVE_REALLOC 1
#endif
#ifndef HAVE_REALLOCARRAY
#define HAVE_REALLOCARRAY 1
#endif
#ifndef HAVE_REALPATH
#define HAVE_REALPATH 1
#endif
#ifndef HAVE_RECV
#define HAVE_RECV 1
#endif
#ifndef HAVE_REGCOMP
#define HAVE_REGCOMP 1
#endif
#ifndef HAVE_REGEX_H
#define HAVE_REGEX_H 1
#endif
#ifndef HAVE_RENAME
#define HAVE_RENAME 1
#endif
#ifndef HAVE_SBRK
#define HAVE_SBRK 1
#endif
#ifndef HAVE_SELECT
#define HAVE_SELECT 1
#endif
#ifndef HAVE_SEMAPHORE_H
#define HAVE_SEMAPHORE_H 1
#endif
#ifndef HAVE_SEND
#define HAVE_SEND 1
#endif
#ifndef HAVE_SETENV
#define HAVE_SETENV 1
#endif
#ifndef HAVE_SETEUID
#define HAVE_SETEUID 1
#endif
#ifndef HAVE_SETGROUPS
#define HAVE_SETGROUPS 1
#endif
#ifndef HAVE_SETITIMER
#define HAVE_SETITIMER 1
#endif
#ifndef HAVE_SETJMP_H
#define HAVE_SETJMP_H 1
#endif
#ifndef HAVE_SETLOCALE
#define HAVE_SETLOCALE 1
#endif
#ifndef HAVE_SETPGID
#define HAVE_SETPGID 1
#endif
#ifndef HAVE_SETPRIORITY
#define HAVE_SETPRIORITY 1
#endif
#ifndef HAVE_SETRLIMIT
#define HAVE_SETRLIMIT 1
#endif
#ifndef HAVE_SETSID
#define HAVE_SETSID 1
#endif
#ifndef HAVE_SETSOCKOPT
#define HAVE_SETSOCKOPT 1
#endif
#ifndef HAVE_SGTTY_H
#define HAVE_SGTTY_H 1
#endif
#ifndef HAVE_SHUTDOWN
#define HAVE_SHUTDOWN 1
#endif
#ifndef HAVE_SIGACTION
#define HAVE_SIGACTION 1
#endif
#ifndef HAVE_SIGINTERRUPT
#define HAVE_SIGINTERRUPT 1
#endif
#ifndef HAVE_SIGNAL_H
#define HAVE_SIGNAL_H 1
#endif
#ifndef HAVE_SIGSETJMP
#define HAVE_SIGSETJMP 1
#endif
#ifndef HAVE_SIG_ATOMIC_T
#define HAVE_SIG_ATOMIC_T 1
#endif
#ifndef HAVE_SLEEP
#define HAVE_SLEEP 1
#endif
#ifndef HAVE_SNPRINTF
#define HAVE_SNPRINTF 1
#endif
#ifndef HAVE_SOCKET
#define HAVE_SOCKET 1
#endif
#ifndef HAVE_SOCKETPAIR
#define HAVE_SOCKETPAIR 1
#endif
#ifndef HAVE_SOCKLEN_T
#define HAVE_SOCKLEN_T 1
#endif
#ifndef HAVE_SSIZE_T
#define HAVE_SSIZE_T 1
#endif
#ifndef HAVE_STAT
#define HAVE_STAT 1
#endif
#ifndef HAVE_STATFS
#define HAVE_STATFS 1
#endif
#ifndef HAVE_STATVFS
#define HAVE_STATVFS 1
#endif
#ifndef HAVE_STDARG_H
#define HAVE_STDARG_H 1
#endif
#ifndef HAVE_STDBOOL_H
#define HAVE_STDBOOL_H 1
#endif
#ifndef HAVE_STDDEF_H
#define HAVE_STDDEF_H 1
#endif
#ifndef HAVE_STDINT_H
#define HAVE_STDINT_H 1
#endif
#ifndef HAVE_STDIO_H
#define HAVE_STDIO_H 1
#endif
#ifndef HAVE_STDLIB_H
#define HAVE_STDLIB_H 1
#endif
#ifndef HAVE_STPCPY
#define HAVE_STPCPY 1
#endif
#ifndef HAVE_STRCASECMP
#define HAVE_STRCASECMP 1
#endif
#ifndef HAVE_STRCHR
#define HAVE_STRCHR 1
#endif
#ifndef HAVE_STRCSPN
#define HAVE_STRCSPN 1
#endif
#ifndef HAVE_STRDUP
#define HAVE_STRDUP 1
#endif
#ifndef HAVE_STRERROR
#define HAVE_STRERROR 1
#endif
#ifndef HAVE_STRERROR_R
#define HAVE_STRERROR_R 1
#endif
#ifndef HAVE_STRFTIME
#define HAVE_STRFTIME 1
#endif
#ifndef HAVE_STRINGS_H
#define HAVE_STRINGS_H 1
#endif
#ifndef HAVE_STRING_H
#define HAVE_STRING_H 1
#endif
#ifndef HAVE_STRNCASECMP
#define HAVE_STRNCASECMP 1
#endif
#ifndef HAVE_STRNDUP
#define HAVE_STRNDUP 1
#endif
#ifndef HAVE_STRNLEN
#define HAVE_STRNLEN 1
#endif
#ifndef HAVE_STRPTIME
#define HAVE_STRPTIME 1
#endif
#ifndef HAVE_STRRCHR
#define HAVE_STRRCHR 1
#endif
#ifndef HAVE_STRSEP
#define HAVE_STRSEP 1
#endif
#ifndef HAVE_STRSIGNAL
#define HAVE_STRSIGNAL 1
#endif
#ifndef HAVE_STRSTR
#define HAVE_STRSTR 1
#endif
#ifndef HAVE_STRTOD
#define HAVE_STRTOD 1
#endif
#ifndef HAVE_STRTOK_R
#define HAVE_STRTOK_R 1
#endif
#ifndef HAVE_STRTOL
#define HAVE_STRTOL 1
#endif
#ifndef HAVE_STRTOLL
#define HAVE_STRTOLL 1
#endif
#ifndef HAVE_STRTOUL
#define HAVE_STRTOUL 1
#endif
#ifndef HAVE_STRTOULL
#define HAVE_STRTOULL 1
#endif
#ifndef HAVE_STRUCT_ADDRINFO
#define HAVE_STRUCT_ADDRINFO 1
#endif
#ifndef HAVE_STRUCT_IN6_ADDR
#define HAVE_STRUCT_IN6_ADDR 1
#endif
#ifndef HAVE_STRUCT_SOCKADDR_IN6
#define HAVE_STRUCT_SOCKADDR_IN6 1
#endif
#ifndef HAVE_STRUCT_SOCKADDR_STORAGE
#define HAVE_STRUCT_SOCKADDR_STORAGE 1
#endif
#ifndef HAVE_STRUCT_STAT_ST_BLKSIZE
#define HAVE_STRUCT_STAT_ST_BLKSIZE 1
#endif
#ifndef HAVE_STRUCT_STAT_ST_MTIM_TV_NSEC
#define HAVE_STRUCT_STAT_ST_MTIM_TV_NSEC 1
#endif
#ifndef HAVE_STRUCT_STAT_ST_RDEV
#define HAVE_STRUCT_STAT_ST_RDEV 1
#endif
#ifndef HAVE_STRUCT_TIMEVAL
#define HAVE_STRUCT_TIMEVAL 1
#endif
#ifndef HAVE_STRUCT_TM_TM_GMTOFF
#define HAVE_STRUCT_TM_TM_GMTOFF 1
#endif
#ifndef HAVE_STRUCT_TM_TM_ZONE
#define HAVE_STRUCT_TM_TM_ZONE 1
#endif
#ifndef HAVE_SYMLINK
#define HAVE_SYMLINK 1
#endif
#ifndef HAVE_SYSCALL
#define HAVE_SYSCALL 1
#endif
#ifndef HAVE_SYSCONF
#define HAVE_SYSCONF 1
#endif
#ifndef HAVE_SYSINFO
#define HAVE_SYSINFO 1
#endif
#ifndef HAVE_SYSLOG
#define HAVE_SYSLOG 1
#endif
#ifndef HAVE_SYSLOG_H
#define HAVE_SYSLOG_H 1
#endif
#ifndef HAVE_SYS_EPOLL_H
#define HAVE_SYS_EPOLL_H 1
#endif
#ifndef HAVE_SYS_FILE_H
#define HAVE_SYS_FILE_H 1
#endif
#ifndef HAVE_SYS_INOTIFY_H
#define HAVE_SYS_INOTIFY_H 1
#endif
#ifndef HAVE_SYS_IOCTL_H
#define HAVE_SYS_IOCTL_H 1
#endif
#ifndef HAVE_SYS_MMAN_H
#define HAVE_SYS_MMAN_H 1
#endif
#ifndef HAVE_SYS_MOUNT_H
#define HAVE_SYS_MOUNT_H 1
#endif
#ifndef HAVE_SYS_PARAM_H
#define HAVE_SYS_PARAM_H 1
#endif
#ifndef HAVE_SYS_POLL_H
#define HAVE_SYS_POLL_H 1
#endif
#ifndef HAVE_SYS_RANDOM_H
#define HAVE_SYS_RANDOM_H 1
#endif
#ifndef HAVE_SYS_RESOURCE_H
#define HAVE_SYS_RESOURCE_H 1
#endif
#ifndef HAVE_SYS_SELECT_H
#define HAVE_SYS_SELECT_H 1
#endif
#ifndef HAVE_SYS_SENDFILE_H
#define HAVE_SYS_SENDFILE_H 1
#endif
#ifndef HAVE_SYS_SIGNALFD_H
#define HAVE_SYS_SIGNALFD_H 1
#endif
#ifndef HAVE_SYS_SOCKET_H
#define HAVE_SYS_SOCKET_H 1
#endif
#ifndef HAVE_SYS_STATFS_H
#define HAVE_SYS_STATFS_H 1
#endif
#ifndef HAVE_SYS_STATVFS_H
#define HAVE_SYS_STATVFS_H 1
#endif
#ifndef HAVE_SYS_STAT_H
#define HAVE_SYS_STAT_H 1
#endif
#ifndef HAVE_SYS_SYSCALL_H
#define HAVE_SYS_SYSCALL_H 1
#endif
#ifndef HAVE_SYS_SYSMACROS_H
#define HAVE_SYS_SYSMACROS_H 1
#endif
#ifndef HAVE_SYS_TIMERFD_H
#define HAVE_SYS_TIMERFD_H 1
#endif
#ifndef HAVE_SYS_TIME_H
#define HAVE_SYS_TIME_H 1
#endif
#ifndef HAVE_SYS_TYPES_H
#define HAVE_SYS_TYPES_H 1
#endif
#ifndef HAVE_SYS_UIO_H
#define HAVE_SYS_UIO_H 1
#endif
#ifndef HAVE_SYS_UN_H
#define HAVE_SYS_UN_H 1
#endif
#ifndef HAVE_SYS_UTSNAME_H
#define HAVE_SYS_UTSNAME_H 1
#endif
#ifndef HAVE_SYS_VFS_H
#define HAVE_SYS_VFS_H 1
#endif
#ifndef HAVE_SYS_WAIT_H
#define HAVE_SYS_WAIT_H 1
#endif
#ifndef HAVE_SYS_XATTR_H
#define HAVE_SYS_XATTR_H 1
#endif
#ifndef HAVE_TCGETATTR
#define HAVE_TCGETATTR 1
#endif
#ifndef HAVE_TERMIOS_H
#define HAVE_TERMIOS_H 1
#endif
#ifndef HAVE_TERMIO_H
#define HAVE_TERMIO_H 1
#endif
#ifndef HAVE_TIMEGM
#define HAVE_TIMEGM 1
#endif
#ifndef HAVE_TIMER_CREATE
#define HAVE_TIMER_CREATE 1
#endif
#ifndef HAVE_TIMEZONE
#define HAVE_TIMEZONE 1
#endif
#ifndef HAVE_TIME_H
#define HAVE_TIME_H 1
#endif
#ifndef HAVE_TM_GMTOFF
#define HAVE_TM_GMTOFF 1
#endif
#ifndef HAVE_TZSET
#define HAVE_TZSET 1
#endif
#ifndef HAVE_UINT16_T
#define HAVE_UINT16_T 1
#endif
#ifndef HAVE_UINT32_T
#define HAVE_UINT32_T 1
#endif
#ifndef HAVE_UINT64_T
#define HAVE_UINT64_T 1
#endif
#ifndef HAVE_UINTMAX_T
#define HAVE_UINTMAX_T 1
#endif
#ifndef HAVE_UNAME
#define HAVE_UNAME 1
#endif
#ifndef HAVE_UNISTD_H
#define HAVE_UNISTD_H 1
#endif
#ifndef HAVE_UNLINK
#define HAVE_UNLINK 1
#endif
#ifndef HAVE_UNLINKAT
#define HAVE_UNLINKAT 1
#endif
#ifndef HAVE_UNSETENV
#define HAVE_UNSETENV 1
#endif
#ifndef HAVE_USLEEP
#define HAVE_USLEEP 1
#endif
#ifndef HAVE_UTIME
#define HAVE_UTIME 1
#endif
#ifndef HAVE_UTIMENSAT
#define HAVE_UTIMENSAT 1
#endif
#ifndef HAVE_UTIMES
#define HAVE_UTIMES 1
#endif
#ifndef HAVE_UTIME_H
#define HAVE_UTIME_H 1
#endif
#ifndef HAVE_UTMPX_H
#define HAVE_UTMPX_H 1
#endif
#ifndef HAVE_UTMP_H
#define HAVE_UTMP_H 1
#endif
#ifndef HAVE_VASPRINTF
#define HAVE_VASPRINTF 1
#endif
#ifndef HAVE_VA_COPY
#define HAVE_VA_COPY 1
#endif
#ifndef HAVE_VFORK
#define HAVE_VFORK 1
#endif
#ifndef HAVE_VPRINTF
#define HAVE_VPRINTF 1
#endif
#ifndef HAVE_VSNPRINTF
#define HAVE_VSNPRINTF 1
#endif
#ifndef HAVE_VSPRINTF
#define HAVE_VSPRINTF 1
#endif
#ifndef HAVE_VSYSLOG
#define HAVE_VSYSLOG 1
#endif
#ifndef HAVE_WAITPID
#define HAVE_WAITPID 1
#endif
#ifndef HAVE_WARN
#define HAVE_WARN 1
#endif
#ifndef HAVE_WARNX
#define HAVE_WARNX 1
#endif
#ifndef HAVE_WCHAR_H
#define HAVE_WCHAR_H 1
#endif
#ifndef HAVE_WCSCPY
#define HAVE_WCSCPY 1
#endif
#ifndef HAVE_WCSLEN
#define HAVE_WCSLEN 1
#endif
#ifndef HAVE_WCTYPE_H
#define HAVE_WCTYPE_H 1
#endif
#ifndef HAVE_WCWIDTH
#define HAVE_WCWIDTH 1
#endif
#ifndef HAVE_WMEMCMP
#define HAVE_WMEMCMP 1
#endif
#ifndef HAVE_WMEMCPY
#define HAVE_WMEMCPY 1
#endif
#ifndef HAVE_WRITEV
#define HAVE_WRITEV 1
#endif
#ifndef HAVE_ZLIB_H
#define HAVE_ZLIB_H 1
#endif
#ifndef HAVE__BOOL
#define HAVE__BOOL 1
#endif
#ifndef STDC_HEADERS
#define STDC_HEADERS 1
#endif
#ifndef TIME_WITH_SYS_TIME
#define TIME_WITH_SYS_TIME 1
#endif
#ifndef UNIX
#define UNIX 1
#endif
#ifndef SIZEOF_CHAR
#define SIZEOF_CHAR 1
#endif
#ifndef SIZEOF_SHORT
#define SIZEOF_SHORT 2
#endif
#ifndef SIZEOF_INT
#define SIZEOF_INT 4
#endif
#ifndef SIZEOF_LONG
#define SIZEOF_LONG 8
#endif
#ifndef SIZEOF_LONG_LONG
#define SIZEOF_LONG_LONG 8
#endif
#ifndef SIZEOF_SIZE_T
#define SIZEOF_SIZE_T 8
#endif
#ifndef SIZEOF_OFF_T
#define SIZEOF_OFF_T 8
#endif
#ifndef SIZEOF_TIME_T
#define SIZEOF_TIME_T 8
#endif
#ifndef SIZEOF_VOID_P
#define SIZEOF_VOID_P 8
#endif
#ifndef SIZEOF_VOIDP
#define SIZEOF_VOIDP 8
#endif
#ifndef SIZEOF_WCHAR_T
#define SIZEOF_WCHAR_T 4
#endif
#ifndef SIZEOF_CURL_OFF_T
#define SIZEOF_CURL_OFF_T 8
#endif
#ifndef SIZEOF_CURL_SOCKET_T
#define SIZEOF_CURL_SOCKET_T 4
#endif
#ifndef VIM_SIZEOF_INT
#define VIM_SIZEOF_INT 4
#endif
#ifndef VIM_SIZEOF_LONG
#define VIM_SIZEOF_LONG 8
#endif
#ifndef CURL_TYPEOF_CURL_SOCKLEN_T
#define CURL_TYPEOF_CURL_SOCKLEN_T socklen_t
#endif
#ifndef RETSIGTYPE
#define RETSIGTYPE void
#endif
#ifndef RECV_TYPE_ARG1
#define RECV_TYPE_ARG1 int
#endif
#ifndef RECV_TYPE_ARG2
#define RECV_TYPE_ARG2 void *
#endif
#ifndef RECV_TYPE_ARG3
#define RECV_TYPE_ARG3 size_t
#endif
#ifndef RECV_TYPE_ARG4
#define RECV_TYPE_ARG4 int
#endif
#ifndef RECV_TYPE_RETV
#define RECV_TYPE_RETV ssize_t
#endif
#ifndef SEND_TYPE_ARG1
#define SEND_TYPE_ARG1 int
#endif
#ifndef SEND_QUAL_ARG2
#define SEND_QUAL_ARG2 const
#endif
#ifndef SEND_TYPE_ARG2
#define SEND_TYPE_ARG2 void *
#endif
#ifndef SEND_TYPE_ARG3
#define SEND_TYPE_ARG3 size_t
#endif
#ifndef SEND_TYPE_ARG4
#define SEND_TYPE_ARG4 int
#endif
#ifndef SEND_TYPE_RETV
#define SEND_TYPE_RETV ssize_t
#endif
#ifndef SELECT_TYPE_ARG1
#define SELECT_TYPE_ARG1 int
#endif
#ifndef SELECT_TYPE_ARG234
#define SELECT_TYPE_ARG234 fd_set *
#endif
#ifndef SELECT_TYPE_ARG5
#define SELECT_TYPE_ARG5 struct timeval *
#endif
#ifndef ICONV_CONST
#define ICONV_CONST
#endif
#ifndef PACKAGE
#define PACKAGE "x"
#endif
#ifndef PACKAGE_NAME
#define PACKAGE_NAME "x"
#endif
#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "1"
#endif
#ifndef PACKAGE_STRING
#define PACKAGE_STRING "x 1"
#endif
#ifndef PACKAGE_BUGREPORT
#define PACKAGE_BUGREPORT "x"
#endif
#ifndef PACKAGE_URL
#define PACKAGE_URL "x"
#endif
#ifndef OS
#define OS "x"
#endif
#ifndef NAN_STATIC_DEFAULT
#define NAN_STATIC_DEFAULT 1
#endif
#ifndef FP_LAYOUT_NEED_NOTHING
#define FP_LAYOUT_NEED_NOTHING 1
#endif
#ifndef CONFIGFILE
#define CONFIGFILE "x"
#endif
#ifndef PKGLOCALSTATEDIR
#define PKGLOCALSTATEDIR "x"
#endif
#ifndef PIDFILE
#define PIDFILE "x"
#endif
#ifndef PLUGINDIR
#define PLUGINDIR "x"
#endif
#ifndef PKGDATADIR
#define PKGDATADIR "x"
#endif
#ifndef PREFIX
#define PREFIX "x"
#endif
#ifndef NGX_LINUX
#define NGX_LINUX 1
#endif
#ifndef NGX_HAVE_EPOLL
#define NGX_HAVE_EPOLL 1
#endif
#ifndef NGX_HAVE_INET6
#define NGX_HAVE_INET6 1
#endif
#ifndef NGX_PTR_SIZE
#define NGX_PTR_SIZE 8
#endif
#ifndef NGX_SIG_ATOMIC_T_SIZE
#define NGX_SIG_ATOMIC_T_SIZE 4
#endif
#ifndef NGX_SIZE_T_SIZE
#define NGX_SIZE_T_SIZE 8
#endif
#ifndef NGX_OFF_T_SIZE
#define NGX_OFF_T_SIZE 8
#endif
#ifndef NGX_TIME_T_SIZE
#define NGX_TIME_T_SIZE 8
#endif
#ifndef NGX_MAX_SIZE_T_VALUE
#define NGX_MAX_SIZE_T_VALUE 9223372036854775807LL
#endif
#ifndef NGX_SIZE_T_LEN
#define NGX_SIZE_T_LEN 20
#endif
#ifndef NGX_MAX_OFF_T_VALUE
#define NGX_MAX_OFF_T_VALUE 9223372036854775807LL
#endif
#ifndef NGX_OFF_T_LEN
#define NGX_OFF_T_LEN 20
#endif
#ifndef NGX_TIME_T_LEN
#define NGX_TIME_T_LEN 20
#endif
#ifndef NGX_MAX_TIME_T_VALUE
#define NGX_MAX_TIME_T_VALUE 9223372036854775807LL
#endif
#ifndef NGX_ALIGNMENT
#define NGX_ALIGNMENT 16
#endif
#ifndef NGX_CPU_CACHE_LINE
#define NGX_CPU_CACHE_LINE 64
#endif
#ifndef NGX_KQUEUE_UDATA_T
#define NGX_KQUEUE_UDATA_T
#endif
#ifndef NGX_PCRE
#define NGX_PCRE 1
#endif
#ifndef NGX_PCRE2
#define NGX_PCRE2 1
#endif
#ifndef NGX_OPENSSL
#define NGX_OPENSSL 1
#endif
#ifndef NGX_SSL
#define NGX_SSL 1
#endif
#ifndef NGX_QUIC
#define NGX_QUIC 1
#endif
#ifndef NGX_HTTP_SSL
#define NGX_HTTP_SSL 1
#endif
#ifndef NGX_HTTP_V2
#define NGX_HTTP_V2 1
#endif
#ifndef NGX_HTTP_V3
#define NGX_HTTP_V3 1
#endif
#ifndef NGX_HTTP_GZIP
#define NGX_HTTP_GZIP 1
#endif
#ifndef NGX_HTTP_CACHE
#define NGX_HTTP_CACHE 1
#endif
#ifndef NGX_STAT_STUB
#define NGX_STAT_STUB 1
#endif
#ifndef NGX_DEBUG
#define NGX_DEBUG 1
#endif
#ifndef NGX_HAVE_ATOMIC_OPS
#define NGX_HAVE_ATOMIC_OPS 1
#endif
#ifndef NGX_HAVE_GCC_ATOMIC
#define NGX_HAVE_GCC_ATOMIC 1
#endif
#ifndef NGX_ERROR_LOG_STDERR
#define NGX_ERROR_LOG_STDERR 0
#endif
#ifndef HAVE_CRYPT
#define HAVE_CRYPT 1
#endif
#ifndef HAVE_CRYPT_H
#define HAVE_CRYPT_H 1
#endif
#ifndef HAVE_SETRESGID
#define HAVE_SETRESGID 1
#endif
#ifndef HAVE_SETRESUID
#define HAVE_SETRESUID 1
#endif
#ifndef HAVE_CONST_GAI_STRERROR_PROTO
#define HAVE_CONST_GAI_STRERROR_PROTO 1
#endif
#ifndef HAVE_STRUCT_SOCKADDR_STORAGE_SS_FAMILY
#define HAVE_STRUCT_SOCKADDR_STORAGE_SS_FAMILY 1
#endif
