"""The filter of system calls: what a student's Python never needs, the kernel refuses.

So it refuses what would fill the kernel's own memory, which no limit of a process counts.

A program of classic BPF, as bubblewrap's --seccomp reads it. It is a list of what is refused, not
of what is allowed: NumPy and the C library need other calls on other machines. What is newer than
the list is answered as by an older kernel.
"""

import errno
import os
import platform
import struct
import sys

# Name, number on x86_64, number on aarch64 (- where there is no such call).
REFUSED = {
    "sockets of any kind": (
        "socket 41 198, socketpair 53 199, bind 49 200, connect 42 203, listen 50 201, "
        "accept 43 202, accept4 288 242"
    ),
    "other processes and threads": (
        "fork 57 -, vfork 58 -, clone 56 220, clone3 435 435, ptrace 101 117, kcmp 312 272, "
        "process_vm_readv 310 270, process_vm_writev 311 271, process_madvise 440 440, "
        "process_mrelease 448 448, pidfd_open 434 434, pidfd_getfd 438 438, "
        "pidfd_send_signal 424 424"
    ),
    "that this process outlives its grader, or goes before others": (
        "prctl 157 167, sched_setscheduler 144 119, sched_setparam 142 118, "
        "sched_setattr 314 274, ioprio_set 251 30, sync 162 81, syncfs 306 267"
    ),
    "namespaces and mounts": (
        "unshare 272 97, setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, "
        "chroot 161 51, open_tree 428 428, move_mount 429 429, fsopen 430 430, fsconfig 431 431, "
        "fsmount 432 432, fspick 433 433, mount_setattr 442 442, name_to_handle_at 303 264, "
        "open_by_handle_at 304 265"
    ),
    "parts of the kernel with a history of holes": (
        "bpf 321 280, perf_event_open 298 241, io_uring_setup 425 425, io_uring_enter 426 426, "
        "io_uring_register 427 427, userfaultfd 323 282, keyctl 250 219, add_key 248 217, "
        "request_key 249 218, seccomp 317 277, landlock_create_ruleset 444 444, "
        "landlock_add_rule 445 445, landlock_restrict_self 446 446, vmsplice 278 75, "
        "splice 275 76, tee 276 77, "
        "remap_file_pages 216 234, modify_ldt 154 -, personality 135 92, uselib 134 -"
    ),
    "modules and other kernels": (
        "kexec_load 246 104, kexec_file_load 320 294, init_module 175 105, finit_module 313 273, "
        "delete_module 176 106"
    ),
    "the machine as a whole": (
        "reboot 169 142, swapon 167 224, swapoff 168 225, acct 163 89, quotactl 179 60, "
        "quotactl_fd 443 443, syslog 103 116, settimeofday 164 170, clock_settime 227 112, "
        "clock_adjtime 305 266, adjtimex 159 171, iopl 172 -, ioperm 173 -, vhangup 153 58, "
        "sethostname 170 161, setdomainname 171 162, ustat 136 -, sysfs 139 -, "
        "lookup_dcookie 212 18"
    ),
    "memory that the limits do not count, and where it lies": (
        "memfd_create 319 279, memfd_secret 447 447, mbind 237 235, set_mempolicy 238 237, "
        "set_mempolicy_home_node 450 450, migrate_pages 256 238, move_pages 279 239, "
        "mlock 149 228, mlock2 325 284, mlockall 151 230"
    ),
    "names and attributes of files: each is memory of the kernel's": (
        "creat 85 -, openat2 437 437, mkdir 83 -, mkdirat 258 34, mknod 133 -, mknodat 259 33, "
        "link 86 -, linkat 265 37, symlink 88 -, symlinkat 266 36, setxattr 188 5, "
        "lsetxattr 189 6, fsetxattr 190 7"
    ),
    "what else the kernel would keep": (
        "pipe 22 -, pipe2 293 59, eventfd 284 -, eventfd2 290 19, epoll_create 213 -, "
        "epoll_create1 291 20, signalfd 282 -, signalfd4 289 74, timerfd_create 283 85, "
        "timer_create 222 107, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240, "
        "io_setup 206 0, io_destroy 207 1, io_submit 209 2, io_cancel 210 3, io_getevents 208 4, "
        "io_pgetevents 333 292"
    ),
    "messages between processes": (
        "shmget 29 194, shmat 30 196, shmctl 31 195, shmdt 67 197, semget 64 190, semop 65 193, "
        "semctl 66 191, semtimedop 220 192, msgget 68 186, msgsnd 69 189, msgrcv 70 188, "
        "msgctl 71 187, mq_open 240 180, mq_unlink 241 181, mq_timedsend 242 182, "
        "mq_timedreceive 243 183, mq_notify 244 184, mq_getsetattr 245 185"
    ),
    "watching files": (
        "inotify_init 253 -, inotify_init1 294 26, fanotify_init 300 262, fanotify_mark 301 263"
    ),
}
# Name and numbers: which argument, the bits of it that count, and all that they may be.
CREATES = 0o100
ALLOWED: dict[str, tuple[int, int, tuple[int, ...]]] = {
    # A file without a name (O_TMPFILE) may be made: there are as many of those as may be open.
    "open 2 -": (1, CREATES, (0,)),
    "openat 257 56": (2, CREATES, (0,)),
    # MAP_PRIVATE: what is shared stays when all but a page of it is given back, and counts no more.
    "mmap 9 222": (3, 0xF, (2,)),
    # Copies and flags: no locks, leases and notices, which no limit counts, and no larger pipes.
    "fcntl 72 25": (1, 0xFFFFFFFF, (0, 1, 2, 3, 4, 1030)),
}
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # the kernel's name, and column
NEWER = 451  # from here on the numbers are the same on every machine
X32 = 0x40000000  # x86_64 has a second table from here on

LOAD, EQUAL, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06  # the instructions needed
NUMBER, MACHINE = 0, 4  # where the kernel puts what the filter reads
ARGUMENTS = 16  # 8 bytes each, the lower half first
KILL, ERROR, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000


def machine() -> str:
    """Return the machine whose calls this Python makes, or nothing where there is no filter."""
    name = platform.machine()
    return name if name in MACHINES and sys.maxsize > 2**32 else ""


def refused(name: str) -> dict[str, int]:
    """Return name -> number of the calls that are refused on a machine."""
    column = MACHINES[name][1]
    calls = (call.split() for group in REFUSED.values() for call in group.split(", "))
    return {call: int(numbers[column]) for call, *numbers in calls if numbers[column] != "-"}


def allowed(name: str) -> dict[int, tuple[int, int, tuple[int, ...]]]:
    """Return number -> (argument, bits, what they may be) of the calls that depend on one."""
    column = MACHINES[name][1] + 1
    numbers = ((call.split()[column], rule) for call, rule in ALLOWED.items())
    return {int(number): rule for number, rule in numbers if number != "-"}


def program(name: str) -> bytes:
    """Return the filter for a machine: its own calls alone, and none of those that are refused."""
    numbers = sorted(refused(name).values())
    lines = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, MACHINES[name][0]), (RETURN, 0, 0, KILL)]
    lines += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL)]
    lines += [(AT_LEAST, 0, 1, NEWER), (RETURN, 0, 0, ERROR | errno.ENOSYS)]
    for number, (argument, bits, values) in allowed(name).items():
        rest = len(values)
        lines += [(EQUAL, 0, rest + 4, number), (LOAD, 0, 0, ARGUMENTS + 8 * argument)]
        lines += [(AND, 0, 0, bits)]
        lines += [(EQUAL, rest - k, 0, value) for k, value in enumerate(values)]
        lines += [(RETURN, 0, 0, ERROR | errno.EPERM), (RETURN, 0, 0, ALLOW)]
    # each comparison jumps over those that are left, and over ALLOW
    lines += [(EQUAL, len(numbers) - k, 0, number) for k, number in enumerate(numbers)]
    lines += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERROR | errno.EPERM)]
    return b"".join(struct.pack("=H2BI", *line) for line in lines)


def as_file(name: str) -> int:
    """Return a file descriptor from which bubblewrap reads the filter of a machine."""
    read, write = os.pipe()
    os.write(write, program(name))
    os.close(write)
    return read
