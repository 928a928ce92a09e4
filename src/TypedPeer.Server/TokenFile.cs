using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace TypedPeer.Server;

/// <summary>
/// A file that says who may be whom: a line each with a token, a space and an id, where a <c>*</c> at the end stands for any rest; <c>#</c> begins a comment.
/// It is read again when it has changed; one that cannot be read leaves what was.
/// </summary>
internal sealed partial class TokenFile
{
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private (DateTime Written, long Length) _seen;
    private Dictionary<string, string[]> _entries;

    /// <exception cref="FormatException">A line is no token and id.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public TokenFile(string path, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _seen = Look();
        _entries = Read(path);
    }

    /// <summary>Whether a token gives this id. Safe from any thread.</summary>
    public bool IsValid(string id, string token) =>
        Current().TryGetValue(Hash(token), out var ids) && Array.Exists(ids, allowed => allowed.EndsWith('*')
            ? id.AsSpan().StartsWith(allowed.AsSpan(0, allowed.Length - 1), StringComparison.Ordinal)
            : string.Equals(id, allowed, StringComparison.Ordinal));

    private static Dictionary<string, string[]> Read(string path)
    {
        var entries = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path).Select(static line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var end = line.AsSpan().IndexOfAny(' ', '\t');
            if (end < 0)
            {
                throw new FormatException($"{path}, line {number}: a token, a space and an id are expected.");
            }

            var key = Hash(line[..end]);
            (entries.TryGetValue(key, out var ids) ? ids : entries[key] = []).Add(line[end..].Trim());
        }

        return entries.ToDictionary(static entry => entry.Key, static entry => entry.Value.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Tokens are found by their hash, so that how long a look-up takes tells nothing of them.</summary>
    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private Dictionary<string, string[]> Current()
    {
        lock (_gate)
        {
            try
            {
                var now = Look();
                if (now != _seen)
                {
                    _seen = now;
                    _entries = Read(_path);
                    LogRead(_logger, _path, _entries.Count);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
            {
                LogUnreadable(_logger, _path, failure);
            }

            return _entries;
        }
    }

    private (DateTime Written, long Length) Look()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Read {Count} tokens from {Path}.")]
    private static partial void LogRead(ILogger logger, string path, int count);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The tokens of {Path} could not be read; those of before hold.")]
    private static partial void LogUnreadable(ILogger logger, string path, Exception failure);
}
