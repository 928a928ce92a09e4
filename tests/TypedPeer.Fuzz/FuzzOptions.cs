using System.Globalization;
using TypedPeer.TestSupport;

namespace TypedPeer.Fuzz;

/// <summary>What the command line says.</summary>
internal sealed class FuzzOptions
{
    public const string Help = """
        Feeds mutated packets, messages and texts to the parsers and state machines of TypedPeer.

        dotnet run -c Release --project tests/TypedPeer.Fuzz -- [options]

          --target NAME       stun, turn, listener, dtls, sctp, dcep, sdp, mdns, frames, session, composed, or all (the default)
          --seconds N         how long, for each target (60)
          --inputs N          how many inputs instead, for each target
          --seed N            the seed (drawn when missing; always printed)
          --reproduce FILE    feeds one input to --target
          --record            records the corpus of --target anew from our own peers
          --guided            takes inputs from afl-fuzz, which started this program; see the script "guided"
          --import FOLDER     adds inputs that afl-fuzz kept to the corpus of --target
          --corpus FOLDER     where the corpora are (tests/corpus)
          --help              this text

        A finding is written to artifacts/fuzz, with the command that reproduces it, and ends the run with exit code 1.
        A finding worth keeping goes to tests/corpus/TARGET/found-NAME.bin: every run begins with the corpus.
        """;

    public string Target { get; private set; } = "all";

    public double Seconds { get; private set; } = 60;

    public long? Inputs { get; private set; }

    public int Seed { get; private set; } = Random.Shared.Next();

    public string? Reproduce { get; private set; }

    public bool Record { get; private set; }

    public bool IsGuided { get; private set; }

    public string? Import { get; private set; }

    public bool WantsHelp { get; private set; }

    public string CorpusFolder { get; private set; } = Path.Combine(RepositoryRoot.Path, "tests", "corpus");

    /// <summary>Reads the arguments; an error is the sentence to show.</summary>
    public static FuzzOptions Parse(string[] args, out string? error)
    {
        var options = new FuzzOptions();
        error = null;
        for (var i = 0; i < args.Length && error is null; i++)
        {
            error = options.Take(args[i], i + 1 < args.Length ? args[i + 1] : null, out var tookValue);
            i += tookValue ? 1 : 0;
        }

        return options;
    }

    private string? Take(string name, string? value, out bool tookValue)
    {
        tookValue = false;
        switch (name)
        {
            case "--help" or "-h" or "-?":
                WantsHelp = true;
                return null;
            case "--record":
                Record = true;
                return null;
            case "--guided":
                IsGuided = true;
                return null;
        }

        tookValue = true;
        if (value is null)
        {
            return $"{name} needs a value, or is unknown. Try --help.";
        }

        var isNumber = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= int.MaxValue;
        switch (name)
        {
            case "--target":
                Target = value;
                return null;
            case "--reproduce":
                Reproduce = value;
                return null;
            case "--import":
                Import = value;
                return null;
            case "--corpus":
                CorpusFolder = value;
                return null;
            case "--seconds" when isNumber:
                Seconds = number;
                return null;
            case "--inputs" when isNumber:
                Inputs = (long)number;
                return null;
            case "--seed" when isNumber:
                Seed = (int)number;
                return null;
            default:
                return $"'{name} {value}' is not understood. Try --help.";
        }
    }
}
