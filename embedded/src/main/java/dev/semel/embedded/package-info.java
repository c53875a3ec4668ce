// SPDX-License-Identifier: Apache-2.0
/**
 * Real servers as child processes: PostgreSQL and Kafka, started from Maven artifacts, and gone
 * when their owner is gone.
 *
 * <p><b>Durability of PostgreSQL.</b> Test launchers like to turn {@code fsync} and {@code
 * synchronous_commit} off. A test that kills such a server loses acknowledged commits and blames
 * the code under test. Here {@code fsync}, {@code synchronous_commit} and {@code full_page_writes}
 * are on, and each start asks the running server whether they are; any other answer fails the
 * start. Only {@link dev.semel.embedded.EmbeddedPostgresBuilder#withoutDurability()} says
 * otherwise. A throw-away cluster is created without the final sync of initdb: should the machine
 * lose power, its owner is dead and the next start deletes it unread. A data directory that the
 * caller keeps is synced. Each cluster comes from initdb, not from a copied template, since a copy
 * has the system identifier of its model and two servers must be tellable apart.
 *
 * <p><b>Durability of Kafka.</b> A broker acknowledges what is in the memory of its machine, not on
 * its disk; that is how Kafka is used, with copies on other machines. So what it acknowledged
 * survives its own death, which is all that {@link dev.semel.embedded.EmbeddedKafka#kill()} can
 * bring about, and would not survive that of the machine.
 *
 * <p><b>Kafka in a JVM of its own.</b> A broker inside the test's JVM cannot be killed. It runs in
 * a child instead, on a class path of only those jars of this JVM's class path that Kafka brings
 * along, so no test, agent or logging configuration reaches it; its warnings go to a log file in
 * the run directory, whose end is in the message of a start that fails. It starts in about two
 * seconds: the child formats its storage itself, gets settings for a single node, compiles little,
 * and from the second start on maps its classes from an archive in the cache. The first broker that
 * ends in good order makes that archive, about 50 MB, and takes two seconds more to end. An archive
 * that is missing or broken costs time only. A child that notices the end of its owner ends too.
 *
 * <p><b>Root.</b> PostgreSQL refuses to run as root. A root JVM starts it inside a user namespace
 * ({@code unshare -U}), where the same files belong to an unprivileged id; where namespaces are
 * forbidden, as in many containers, it becomes the user 65534 ({@code setpriv}), to whom the data
 * directory is given. Each way is tried with a harmless command before it is used. The second way
 * needs a cache directory open to other users: root's home is not, so {@code /var/cache/semel} is
 * then the default.
 *
 * <p><b>Nothing left behind.</b> Each server has a run directory in the cache with its data, its
 * log, a record of who owns it, and a file whose lock the owner JVM holds for as long as it lives.
 * A JVM that ends by itself, by SIGTERM or by Ctrl-C stops its servers in a shutdown hook. One that
 * is killed cannot; but its lock is free then, and the next start, of any JVM with the same cache
 * directory, kills that server and deletes its directory. A process is killed only if its pid, its
 * start time and its command line, which has the random name of the run, are all those recorded; a
 * child that outlived its postmaster is known by the same name, kept in its title through {@code
 * cluster_name}. A data directory that the caller keeps is never deleted.
 *
 * <p><b>Network.</b> A server listens on 127.0.0.1 and on no unix socket, and trusts whoever
 * connects: any local user can be superuser in it. It is for tests, demonstrations and
 * measurements. Ports are taken from below the range in which systems choose the ports of outgoing
 * connections; inside it, a client that retries while the server is down may be connected to
 * itself, and so take the port.
 *
 * <p><b>Platforms.</b> Written for Linux, macOS and Windows, tested on Linux only. On other systems
 * a root or Administrator JVM gets no PostgreSQL. Windows has no signals, so no broker is paused
 * there.
 */
@NullMarked
package dev.semel.embedded;

import org.jspecify.annotations.NullMarked;
