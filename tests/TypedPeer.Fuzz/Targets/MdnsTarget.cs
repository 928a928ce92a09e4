using System.Net.Sockets;
using System.Text;
using TypedPeer.DataChannels.Mdns;

namespace TypedPeer.Fuzz.Targets;

/// <summary>Answers about one name (kind 0), and names in candidates (1), of which those that are taken can be asked for and read again.</summary>
internal sealed class MdnsTarget : IFuzzTarget
{
    private const int HeaderLength = 12;
    private const string NameText = "21924c0b-f5a3-47c0-b285-2ce7ec75587e.local";

    private static readonly MdnsName Asked = MdnsName.TryParse(NameText, out var name) ? name! : throw new InvalidOperationException(NameText);
    private static readonly byte[] Address4 = [0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, 192, 0, 2, 2];
    private static readonly byte[] Address6 = [0, 28, 0x80, 1, 0, 0, 0, 120, 0, 16, 0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

    /// <summary>No other types (NSEC), with a pointer in its data.</summary>
    private static readonly byte[] NoOther = [0, 47, 0x80, 1, 0, 0, 0, 120, 0, 5, 0xC0, HeaderLength, 0, 1, 0x40];

    public string Name => "mdns";

    public long MaxAllocatedBytes => 1024 * 1024;

    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        [0xC0, HeaderLength], [0xC0, 0], [0xFF, 0xFF], [0], [63], [0x84, 0], [0, 1, 0, 1], [0, 28, 0, 1], [0, 47, 0x80, 1], [.. Asked.Wire], Address4, Address6,
        "LOCAL"u8.ToArray(), ".local"u8.ToArray(), "-"u8.ToArray(), "+0x"u8.ToArray(),
    ];

    public IEnumerable<(string Name, List<FuzzStep> Steps)> Record()
    {
        yield return ("address", [new FuzzStep(0, Answer([.. Asked.Wire, .. Address4], [.. Asked.Wire, .. NoOther]))]);
        yield return ("pointers", [new FuzzStep(0, Answer([.. Asked.Wire, .. NoOther], [0xC0, HeaderLength, .. Address6]))]);
        yield return ("several", [new FuzzStep(0, Answer([.. Asked.Wire, .. Address4], [0xC0, HeaderLength, .. Address6]))]);
        yield return ("other", [new FuzzStep(0, Answer([5, .. "other"u8, 5, .. "local"u8, 0, .. Address4]))]);
        yield return ("names", [new FuzzStep(1, Encoding.ASCII.GetBytes(NameText)), new FuzzStep(1, Encoding.ASCII.GetBytes(NameText.ToUpperInvariant())), new FuzzStep(1, "printer.local"u8.ToArray())]);
    }

    /// <summary>An answer without error, of few records.</summary>
    public FuzzStep Repair(FuzzStep step, Random random)
    {
        if (step.Kind % 2 != 0 || step.Bytes.Length < HeaderLength)
        {
            return step;
        }

        byte[] bytes = [.. step.Bytes];
        (bytes[2], bytes[3], bytes[4], bytes[6], bytes[8], bytes[10]) = (0x84, 0, 0, 0, 0, 0);
        (bytes[5], bytes[7], bytes[9], bytes[11]) = ((byte)(bytes[5] % 2), (byte)(bytes[7] % 4), (byte)(bytes[9] % 2), (byte)(bytes[11] % 4));
        return step with { Bytes = bytes };
    }

    public string Run(IReadOnlyList<FuzzStep> steps)
    {
        var outcome = "nothing";
        foreach (var step in steps)
        {
            if (step.Kind % 2 != 0)
            {
                ParseName(Encoding.UTF8.GetString(step.Bytes));
            }
            else if (MdnsMessage.TryReadAddress(step.Bytes, Asked, out var address))
            {
                FuzzFindingException.Unless(address is null || (!address.IsIPv6Multicast && !address.IsIPv6LinkLocal), "An address that no candidate can have was found.");
                outcome = address is null ? "several" : "found";
            }
        }

        return outcome;
    }

    private static void ParseName(string text)
    {
        if (!MdnsName.TryParse(text, out var name))
        {
            return;
        }

        FuzzFindingException.Unless(name!.Text.Equals(text, StringComparison.OrdinalIgnoreCase), "A name was taken for another.");
        var query = MdnsMessage.CreateQuery(name, AddressFamily.InterNetwork);
        FuzzFindingException.Unless(!MdnsMessage.TryReadAddress(query, name, out _), "A question was taken for an answer.");
        byte[] answer = [.. query, 0xC0, HeaderLength, .. Address4];
        (answer[2], answer[7]) = (0x84, 1);
        FuzzFindingException.Unless(MdnsMessage.TryReadAddress(answer, name, out var address) && address is not null, "The answer to a question was not read.");
    }

    private static byte[] Answer(params byte[][] records) => [0, 0, 0x84, 0, 0, 0, 0, (byte)records.Length, 0, 0, 0, 0, .. records.SelectMany(static record => record)];
}
