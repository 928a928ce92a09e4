using System.Text;
using System.Text.Json.Nodes;
using TypedPeer.Signaling.Server.Core;
using TypedPeer.Signaling.Server.Wire;
using TypedPeer.TestSupport;

namespace TypedPeer.Signaling.Server.Tests.Core;

/// <summary>Random schedules of clients that come, talk, are lost and stay silent: at the end of each, nobody and nothing is left.</summary>
public sealed class RandomScheduleTests
{
    private const int Schedules = 300;

    [Fact]
    public void Whatever_clients_do_presence_is_told_once_and_nothing_is_held_at_the_end()
    {
        var seed = TestSeed.First(1700);
        for (var schedule = 0; schedule < Schedules; schedule++)
        {
            var run = new Run(new Random(seed + schedule));
            for (var step = 0; step < 200; step++)
            {
                run.Step();
            }

            run.End();
            Assert.True(run.IsEmpty, $"Something is held at the end of seed {seed + schedule}: {run}");
        }
    }

    private sealed class Connection(bool wantsAdditions) : ConnectionState(wantsAdditions)
    {
        /// <summary>Who is in which room as this client heard of it.</summary>
        public HashSet<string> Seen { get; } = [];

        public bool IsGone { get; set; }
    }

    private sealed class Run
    {
        private readonly Random _random;
        private readonly SignalingCore _core;
        private readonly List<Connection> _connections = [];
        private long _now;
        private long _sequence;

        public Run(Random random)
        {
            _random = random;
            var options = new PeerServerOptions { ConcurrentLimit = 6 };
            options.Limits.MaxRoomsPerClient = 2;
            options.Limits.MaxClientsPerRoom = 3;
            _core = new(options);
        }

        public bool IsEmpty => _core is { Clients: 0, Rooms: 0, AbsentBytes: 0, OutgoingBytes: 0, NextDeadline: long.MaxValue };

        public override string ToString() => $"{_core.Clients} clients, {_core.Rooms} rooms, {_core.AbsentBytes} bytes for absent ones, {_core.OutgoingBytes} to send";

        public void Step()
        {
            var connection = _connections.Count == 0 ? null : _connections[_random.Next(_connections.Count)];
            switch (_random.Next(8))
            {
                case 0:
                    var id = $"p{_random.Next(8)}";
                    var added = new Connection(_random.Next(4) > 0);
                    if (_core.Connect(id, TokenHash.Of($"t{_random.Next(2)}"), added, ServerMessages.Open, _now) is ConnectOutcome.Opened)
                    {
                        _connections.Add(added);
                    }

                    break;
                case 1 when connection is not null:
                    Lose(connection);
                    break;
                case 2:
                    _now += _random.Next(3_000_000);
                    if (_core.NextDeadline <= _now)
                    {
                        _core.Advance(_now);
                        Assert.True(_core.NextDeadline > _now, "A deadline that has been served is over.");
                    }

                    break;
                case 3 when connection is not null:
                    Say(connection, $$$"""{"type":"OFFER","dst":"p{{{_random.Next(8)}}}","payload":1}""");
                    break;
                case 4 when connection is not null:
                    Say(connection, $$$"""{"type":"JOIN","payload":{"seq":{{{++_sequence}}},"room":"r{{{_random.Next(3)}}}","metadata":{{{_random.Next(2)}}}}}""");
                    break;
                case 5 when connection is not null:
                    Say(connection, $$$"""{"type":"LEAVE-ROOM","payload":{"seq":{{{++_sequence}}},"room":"r{{{_random.Next(3)}}}"}}""");
                    break;
                case 6 when connection is not null && _random.Next(6) == 0:
                    Say(connection, """{"type":"LEAVE"}""");
                    break;
                case 7 when connection is not null:
                    Say(connection, $$$"""{"type":"MESSAGE","payload":{"seq":{{{++_sequence}}},"room":"r{{{_random.Next(3)}}}","data":1}}""");
                    break;
            }

            Look();
        }

        public void End()
        {
            foreach (var connection in _connections.ToArray())
            {
                Lose(connection);
            }

            _now += 1_000_000_000;
            _core.Advance(_now);
            Look();
        }

        private void Say(Connection connection, string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            Assert.True(MessageReader.TryRead(utf8, 64, new char[MessageReader.MaxDestination], out var message));
            ClientRequest request = default;
            Assert.True(!message.IsRequest || ClientRequest.TryRead(message.Payload, 64, out request));
            if (!_core.TryAccept(connection, utf8.Length, _now))
            {
                return;
            }

            if (message.IsRequest && connection.WantsAdditions)
            {
                _core.Request(connection, message, request, _now);
            }
            else if (message.IsRouted)
            {
                var routed = message.HasDestination ? ServerMessages.Routed(connection.Client!.Id, message) : null;
                Assert.True(_core.Route(connection, message, routed, _now));
                routed?.Release();
            }
        }

        private void Lose(Connection connection)
        {
            connection.IsGone = true;
            _core.Disconnect(connection, _now);
            _connections.Remove(connection);
        }

        /// <summary>Takes what waits for each connection, as its socket would, and checks what each hears of others.</summary>
        private void Look()
        {
            for (ConnectionState? woken = _core.TakeWoken(), next; woken is not null; woken = next)
            {
                next = woken.NextWoken;
                woken.NextWoken = null;
                var connection = (Connection)woken;
                while (_core.TryTake(connection, out var message))
                {
                    if (!message!.IsClose)
                    {
                        Hear(connection, Encoding.UTF8.GetString(message.Memory.Span));
                    }

                    _core.Sent(connection, message);
                }

                if (connection.End is not ConnectionEnd.None && !connection.IsGone)
                {
                    Lose(connection);
                }
            }
        }

        private static void Hear(Connection connection, string message)
        {
            var root = JsonNode.Parse(message)!;
            var payload = root["payload"];
            var type = (string)root["type"]!;
            var member = payload is JsonObject ? $"{payload["room"]} {payload["id"]}" : string.Empty;
            Assert.True(connection.WantsAdditions || type is "OPEN" or "OFFER" or "LEAVE" or "EXPIRE", $"A PeerJS client is told {message}");
            switch (type)
            {
                case "DONE" when payload!["peers"] is JsonArray peers:
                    connection.Seen.RemoveWhere(seen => seen.StartsWith($"{payload["room"]} ", StringComparison.Ordinal));
                    Assert.All(peers, peer => Assert.True(connection.Seen.Add($"{payload["room"]} {peer!["id"]}"), $"A member is twice in {message}"));
                    break;
                case "PEER-JOINED":
                    Assert.True(connection.Seen.Add(member), $"{member} joined twice.");
                    break;
                case "PEER-LEFT":
                    connection.Seen.Remove(member);
                    break;
            }
        }
    }
}
