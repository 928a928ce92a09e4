using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.Signaling;

namespace TypedPeer.Samples.Browser.Peers;

/// <summary>A peer without a page: draws something, says what it sees, and takes a word or two.</summary>
internal static class PeerProgram
{
    private const byte Width = 8;

    /// <param name="Server">The signalling server.</param>
    /// <param name="Room">Which room.</param>
    /// <param name="Name">The name that others see.</param>
    /// <param name="Folder">Where files of others go.</param>
    /// <param name="Token">By which a process that is started anew takes its place again; null for one that never does.</param>
    public sealed record Options(string Server, string Room, string Name, string Folder, string? Token);

    public static async Task RunAsync(Options options, CancellationToken stopped)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        var files = new FileShelf(options.Folder, Console.WriteLine, ends.Token);
        var token = options.Token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var network = new PeerNetworkOptions { Id = IdOf(options.Name, token), ConnectionToken = token, Room = options.Room };
        await using var room = await BoardRoom.JoinAsync(options.Server, network, new BoardProfile(options.Name, ".NET process", 0), files, Console.WriteLine, stopped);
        Console.WriteLine($"joined: {options.Name}, {room.Peers.Count} others are here. draw, clear, send FILE, list, board, quit");
        var drawn = 0;
        await DrawAsync(room, options.Name, drawn++, stopped);
        try
        {
            while (await Console.In.ReadLineAsync(stopped) is { } line && line != "quit")
            {
                if (line == "draw")
                {
                    await DrawAsync(room, options.Name, drawn++, stopped);
                }
                else
                {
                    await ObeyAsync(line, room, files, stopped);
                }
            }
        }
        finally
        {
            await ends.CancelAsync();
        }
    }

    private static async Task ObeyAsync(string line, BoardRoom room, FileShelf files, CancellationToken stopped)
    {
        switch (line.Split(' ', 2, StringSplitOptions.TrimEntries))
        {
            case ["clear"]:
                await room.ClearAsync();
                break;
            case ["send", var path] when File.Exists(path):
                var offer = await files.AddAsync(path, stopped);
                await room.OfferAsync(offer);
                Console.WriteLine($"offered: {offer.Name}, {offer.Length.ToString(CultureInfo.InvariantCulture)} bytes, {offer.Sha256}");
                break;
            case ["send", var path]:
                Console.WriteLine($"there is no file '{path}'");
                break;
            case ["list"]:
                foreach (var peer in room.Peers)
                {
                    var (peerName, kind, _) = BoardProfile.Of(peer.Id, peer.Metadata);
                    Console.WriteLine($"  {peerName}, {kind}: {peer.State}");
                }

                Console.WriteLine($"listed: {room.Peers.Count(static peer => peer.State == NetworkPeerState.Connected)} connected of {room.Peers.Count}");
                break;
            case ["board"]:
                Console.WriteLine($"board: {room.Board.Digest}");
                break;
            default:
                Console.WriteLine($"'{line}' is none of draw, clear, send FILE, list, board, quit");
                break;
        }
    }

    private static async Task DrawAsync(BoardRoom room, string name, int number, CancellationToken cancellationToken)
    {
        foreach (var dots in Figures.For(name, number))
        {
            await room.DrawAsync(Width, dots);

            // As a hand draws, for those who watch.
            await Task.Delay(60, cancellationToken);
        }

        Console.WriteLine($"drawn: {room.Board.Digest}");
    }

    /// <summary>An id that is the same for the same token, and tells two of one name apart.</summary>
    private static string IdOf(string name, string token)
    {
        var letters = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return $"{(letters.Length > 20 ? letters[..20] : letters.Length == 0 ? "peer" : letters)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..10]}";
    }
}
