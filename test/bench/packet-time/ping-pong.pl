# UDP ping-pong between pairs of network namespaces, in one process: a round trip is two sends and two receives, and
# no switch of tasks hides what the kernel does with the packets.
# Arguments, five for each pair: client's namespace, node's namespace, client's address, node's address, node's port.
# Each line "PAIR ROUNDS" on the standard input is answered by the nanoseconds that one round trip took.
use strict;
use warnings;
use POSIX ();
use Socket;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $payload = 'x' x 64;
my $setns = (POSIX::uname())[4] eq 'aarch64' ? 268 : 308;
my $nobody = 65534;

# A socket belongs to the namespace and the user with which it was made, whatever the process does later.
sub socket_in {
    my ($namespace, $address, $port, $user) = @_;
    open(my $entry, '<', "/run/netns/$namespace") or die "$namespace: $!";
    syscall($setns, fileno($entry), 0) == 0 or die "setns $namespace: $!";
    $> = $user;
    socket(my $socket, PF_INET, SOCK_DGRAM, 0) or die "socket: $!";
    $> = 0;
    setsockopt($socket, SOL_SOCKET, SO_RCVTIMEO, pack('l!l!', 2, 0)) or die "setsockopt: $!";
    bind($socket, sockaddr_in($port, inet_aton($address))) or die "bind $address: $!";
    return $socket;
}

my @pairs;
while (my ($client_ns, $node_ns, $client, $node, $port) = splice(@ARGV, 0, 5)) {
    my $there = socket_in($client_ns, $client, 0, 0);
    # As Shadowsocks' own user: the rules about targets apply to it.
    my $here = socket_in($node_ns, $node, $port, $nobody);
    my ($back) = sockaddr_in(getsockname($there));
    connect($there, sockaddr_in($port, inet_aton($node))) or die "connect: $!";
    connect($here, sockaddr_in($back, inet_aton($client))) or die "connect: $!";
    push @pairs, [$there, $here];
}

$| = 1;
while (my $line = <STDIN>) {
    my ($pair, $rounds) = split ' ', $line;
    my ($there, $here) = @{$pairs[$pair]};
    my $buffer;
    my $started = clock_gettime(CLOCK_MONOTONIC);
    for (1 .. $rounds) {
        send($there, $payload, 0);
        recv($here, $buffer, 64, 0);
        send($here, $payload, 0);
        defined recv($there, $buffer, 64, 0) or die "pair $pair: a packet was lost: $!";
    }
    printf "%.1f\n", (clock_gettime(CLOCK_MONOTONIC) - $started) * 1e9 / $rounds;
}
