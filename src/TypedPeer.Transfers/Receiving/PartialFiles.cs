using System.Collections.Concurrent;
using System.Text.Json;

namespace TypedPeer.Transfers.Receiving;

/// <summary>The transfers that lie in a folder: for each one file with what came and one with what is known of it, in a folder within, so that a whole one is there by a change of its name alone.</summary>
internal sealed class PartialFiles
{
    private const string FolderName = ".transfers";
    private const string PartExtension = ".part";
    private const string JournalExtension = ".json";
    private const string NewExtension = ".new";

    /// <summary>A journal is a few hundred bytes; what is larger is none.</summary>
    private const long MaxJournal = 64 * 1024;

    private readonly string _target;
    private readonly string _folder;
    private readonly ConcurrentDictionary<TransferKey, Journal> _journals = new();

    public PartialFiles(string target)
    {
        _target = Path.GetFullPath(target);
        _folder = Path.Combine(_target, FolderName);
        if (Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder, $"*{JournalExtension}"))
            {
                if (TryRead(file) is { } journal && Path.GetFileNameWithoutExtension(file) == journal.Key.ToFileName())
                {
                    _journals[journal.Key] = journal;
                }
            }
        }
    }

    /// <summary>Gets or sets who opens a file to write to; a test has it fail.</summary>
    public Func<string, Stream> Open { get; set; } = static path => new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.Read,
        BufferSize = 0,
        Options = FileOptions.Asynchronous,
    });

    /// <summary>Gets what is known of every transfer.</summary>
    public IEnumerable<Journal> Journals => _journals.Values;

    /// <summary>Finds a transfer from before. One whose whole file has gone meanwhile is none.</summary>
    public Journal? Find(TransferKey key)
    {
        if (!_journals.TryGetValue(key, out var journal))
        {
            return null;
        }

        if (journal.CompletedAs is { } name && new FileInfo(Path.Combine(_target, name)) is var file && !(file.Exists && file.Length == journal.Length))
        {
            Delete(key);
            return null;
        }

        return journal;
    }

    /// <summary>Counts a transfer that is not written down yet.</summary>
    public void Reserve(Journal journal) => _journals[journal.Key] = journal;

    /// <summary>Writes down what is known of a transfer. Either all of it is there afterwards, or what was before.</summary>
    public void Save(Journal journal)
    {
        Directory.CreateDirectory(_folder);
        var path = PathOf(journal.Key, JournalExtension);
        using (var stream = new FileStream(path + NewExtension, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, journal, JournalJson.Default.Journal);
            stream.Flush(flushToDisk: true);
        }

        File.Move(path + NewExtension, path, overwrite: true);
        _journals[journal.Key] = journal;
    }

    /// <summary>Opens what came of a transfer.</summary>
    public Stream OpenPart(TransferKey key)
    {
        Directory.CreateDirectory(_folder);
        return Open(PathOf(key, PartExtension));
    }

    /// <summary>Gets how many bytes came of a transfer.</summary>
    public long LengthOf(TransferKey key) => new FileInfo(PathOf(key, PartExtension)) is { Exists: true } file ? file.Length : 0;

    /// <summary>Forgets a transfer, and what came of it.</summary>
    public void Delete(TransferKey key)
    {
        _journals.TryRemove(key, out _);
        if (Directory.Exists(_folder))
        {
            File.Delete(PathOf(key, PartExtension));
            File.Delete(PathOf(key, JournalExtension));
            File.Delete(PathOf(key, JournalExtension) + NewExtension);
        }
    }

    /// <summary>Gives what came the name of the file it is to be, or one with a number: nothing that is there is written over. Returns the name.</summary>
    public string Finish(TransferKey key, string name)
    {
        const int MostNumbers = 10_000;
        var part = PathOf(key, PartExtension);
        for (var number = 1; ; number++)
        {
            var numbered = SafeName.Numbered(name, number);
            try
            {
                File.Move(part, Path.Combine(_target, numbered), overwrite: false);
                return numbered;
            }
            catch (IOException) when (number < MostNumbers && Path.Exists(Path.Combine(_target, numbered)))
            {
                // The next number.
            }
        }
    }

    /// <summary>Gets how many bytes the disk has room for.</summary>
    public long FreeSpace()
    {
        Directory.CreateDirectory(_folder);
        return new DriveInfo(_folder).AvailableFreeSpace;
    }

    private string PathOf(TransferKey key, string extension) => Path.Combine(_folder, key.ToFileName() + extension);

    private static Journal? TryRead(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
            var journal = stream.Length > MaxJournal ? null : JsonSerializer.Deserialize(stream, JournalJson.Default.Journal);
            return journal is { Owner: not null, Name: not null } && SafeName.Of(journal.Name) == journal.Name && (journal.CompletedAs is null || Path.GetFileName(journal.CompletedAs) == journal.CompletedAs)
                ? journal
                : null;
        }
        catch (JsonException)
        {
            // Half written by a system that stopped: such a transfer begins anew.
            return null;
        }
    }
}
