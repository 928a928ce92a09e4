namespace TypedPeer.DataChannels.Tests.Mdns;

/// <summary>What Chromium 156 answers on a network where it has one IPv4 and one IPv6 address, each with a name of its own.</summary>
internal static class MdnsSamples
{
    public const string Name4 = "21924c0b-f5a3-47c0-b285-2ce7ec75587e.local";

    public const string Name6 = "f7ade6a7-2bfd-4b00-9c53-8797b07605b6.local";

    /// <summary>Gets the answer to a question for IPv4: the address, and that there is none of the other family (NSEC).</summary>
    public static byte[] Answer4 { get; } = Convert.FromHexString(
        "000084000000000100000001" + "2432313932346330622d663561332d343763302d623238352d326365376563373535383765056c6f63616c00" + "0001800100000078" + "0004c0000202" +
        "2432313932346330622d663561332d343763302d623238352d326365376563373535383765056c6f63616c00" + "002f800100000078" + "0005c046000140");

    /// <summary>Gets the answer to a question for the family that the name has no address of: the address comes all the same.</summary>
    public static byte[] AnswerOfTheOtherFamily { get; } = Convert.FromHexString(
        "000084000000000100000001" + "2432313932346330622d663561332d343763302d623238352d326365376563373535383765056c6f63616c00" + "002f800100000078" + "0005c00c000140" +
        "2432313932346330622d663561332d343763302d623238352d326365376563373535383765056c6f63616c00" + "0001800100000078" + "0004c0000202");

    /// <summary>Gets the answer to a question for IPv6.</summary>
    public static byte[] Answer6 { get; } = Convert.FromHexString(
        "000084000000000100000001" + "2466376164653661372d326266642d346230302d396335332d383739376230373630356236056c6f63616c00" + "001c800100000078" + "0010fd000000000000000000000000000002" +
        "2466376164653661372d326266642d346230302d396335332d383739376230373630356236056c6f63616c00" + "002f800100000078" + "0008c052000400000008");
}
