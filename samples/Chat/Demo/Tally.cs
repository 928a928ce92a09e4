using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TypedPeer.Samples.Chat.Room;

namespace TypedPeer.Samples.Chat.Demo;

/// <summary>What one end has counted: lines and their hash, for each way between two members; and files. Both ends print the same where nothing was lost, doubled or changed.</summary>
internal sealed class Tally : IDisposable
{
    private readonly ConcurrentDictionary<string, Lines> _lines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _files = new(StringComparer.Ordinal);

    public int Heard => _lines.Values.Sum(static lines => lines.Count);

    /// <summary>A line went from one to the other.</summary>
    public void Add(string from, string to, string text) => _lines.GetOrAdd($"{from} > {to}", static _ => new Lines()).Add(text);

    /// <summary>A file went from one to the other.</summary>
    public void Add(string from, string to, FileOnItsWay file) => _files[$"{from} > {to}"] = $"{file.Name} {file.Length} {file.Sha256}";

    public IEnumerable<string> Counts() =>
        [.. _lines.Select(static way => $"{way.Key} lines {way.Value}"), .. _files.Select(static way => $"{way.Key} file {way.Value}")];

    public void Dispose()
    {
        foreach (var lines in _lines.Values)
        {
            lines.Dispose();
        }
    }

    private sealed class Lines : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add(string text)
        {
            lock (_hash)
            {
                _hash.AppendData(Encoding.UTF8.GetBytes(text));
                _count++;
            }
        }

        public override string ToString()
        {
            lock (_hash)
            {
                return $"{_count} {Convert.ToHexString(_hash.GetCurrentHash())}";
            }
        }

        public void Dispose() => _hash.Dispose();
    }
}
