using TypedPeer.Channels;

namespace TypedPeer;

/// <summary>Bytes from a peer are not what the contract says, or a value cannot be written as the contract says.</summary>
public sealed class PeerDataException : Exception
{
    /// <summary>How many steps of a long path are shown from either end.</summary>
    private const int ShownSteps = 4;

    private readonly string _reason;

    // The root is the name of the outermost type so far, and gives way when a type around it turns up.
    private string _root;
    private string _tail;

    /// <summary>Describes the failure.</summary>
    /// <param name="message">What is wrong, in one sentence.</param>
    /// <param name="path">Where in the value, such as <c>Order.Lines[3].Price</c>; empty when the position has no name.</param>
    /// <param name="innerException">The failure beneath, if any.</param>
    public PeerDataException(string message, string path = "", Exception? innerException = null)
        : this(message, path, string.Empty, innerException)
    {
    }

    /// <summary>A limit was passed, and not the contract.</summary>
    internal PeerDataException(PeerStatus status, string message)
        : this(message) => Status = status;

    private PeerDataException(string reason, string root, string tail, Exception? innerException)
        : base(reason, innerException)
    {
        _reason = reason;
        _root = root;
        _tail = tail;
    }

    /// <inheritdoc/>
    public override string Message => Path.Length == 0 ? _reason : $"{Path}: {_reason}";

    /// <summary>Gets where in the value the failure lies; empty when unknown.</summary>
    public string Path => Shortened(_root + _tail);

    /// <summary>Gets what a call that fails by it ends with.</summary>
    internal PeerStatus Status { get; private init; } = PeerStatus.InvalidData;

    /// <summary>Returns the same failure, seen from a member of a type.</summary>
    internal static PeerDataException InMember(Exception failure, string type, string member) => failure is PeerDataException data
        ? new(data._reason, type, Before(member, data._tail), data.InnerException) { Status = data.Status }
        : new($"the value was refused: {PeerText.Clean(Sessions.Failures.ExceptionText.MessageOf(failure))}", type, Before(member, string.Empty), failure);

    /// <summary>Adds the member of a type that the failure is seen from, while it is on its way: catching and throwing it again at each level would take milliseconds for deep values.</summary>
    /// <returns>False, for an exception filter.</returns>
    internal bool AddMember(string type, string member)
    {
        _root = type;
        _tail = Before(member, _tail);
        return false;
    }

    /// <summary>Adds the item of a collection that the failure is seen from, while it is on its way.</summary>
    /// <returns>False, for an exception filter.</returns>
    internal bool AddItem(int index)
    {
        _root = string.Empty;
        _tail = $"[{index}]{_tail}";
        return false;
    }

    private static string Before(string member, string tail) => member.Length == 0 ? tail : $".{member}{tail}";

    /// <summary>A value that contains itself has a path as long as it is deep: of more steps than anybody reads, the first and the last remain.</summary>
    private static string Shortened(string path)
    {
        var first = 0;
        var last = path.Length;
        var steps = 0;
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i] is '.' or '[' && ++steps == ShownSteps)
            {
                first = i;
            }
        }

        if (steps <= 2 * ShownSteps)
        {
            return path;
        }

        for (var left = ShownSteps; left > 0; left--)
        {
            last = path.LastIndexOfAny(['.', '['], last - 1);
        }

        return $"{path[..first]}(… {steps - (2 * ShownSteps) + 1} more …){path[last..]}";
    }
}
