using System.Security.Cryptography;

namespace TypedPeer.Samples.Chat.Demo;

/// <summary>A file that nobody could guess.</summary>
internal static class RandomFile
{
    public static void Write(string path, int mebibytes)
    {
        using var stream = File.Create(path);
        for (var i = 0; i < mebibytes; i++)
        {
            stream.Write(RandomNumberGenerator.GetBytes(1024 * 1024));
        }
    }
}
