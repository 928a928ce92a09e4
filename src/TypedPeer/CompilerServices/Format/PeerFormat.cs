using System.Diagnostics.CodeAnalysis;

namespace TypedPeer.CompilerServices;

/// <summary>The constants of the data format, and the sentences for bytes that break it.</summary>
public static class PeerFormat
{
    /// <summary>The most members an object may have: the values above are markers.</summary>
    public const int MaxMembers = 249;

    /// <summary>Stands where an object's member count would, when the object is null.</summary>
    public const byte NullObject = 255;

    /// <summary>Says that a two-byte union tag follows, where a one-byte tag would stand.</summary>
    public const byte WideUnionTag = 250;

    /// <summary>Stands where a count would, when a collection or string is null.</summary>
    public const int NullCollection = -1;

    /// <summary>
    /// How deep a type that contains itself may nest. A thread has about a megabyte of stack and a level takes a few hundred
    /// bytes, so this is far from the end and still more than people nest on purpose.
    /// </summary>
    public const int MaxDepth = 64;

    private const string NeverNull = "null where the contract says that it is never null";

    /// <summary>Throws because a value is null although the contract says that it is not.</summary>
    [DoesNotReturn]
    public static void ThrowNull() => throw new PeerDataException(NeverNull);

    /// <summary>Returns an argument, or throws because it is null although the contract says that it is not.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <param name="value">The argument.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <exception cref="PeerDataException">The argument is null.</exception>
    public static T NotNull<T>(T value, string name)
        where T : class
    {
        if (value is null)
        {
            ThrowNull(name);
        }

        return value;
    }

    /// <summary>Throws because bytes are no valid value of a type.</summary>
    /// <param name="type">The name of the type.</param>
    [DoesNotReturn]
    public static void ThrowInvalid(string type) => throw new PeerDataException($"the bytes are no valid {type}");

    /// <summary>Returns a failure as seen from a member of a type, with the path to it.</summary>
    /// <param name="type">The type.</param>
    /// <param name="member">The member; empty when the failure concerns the whole value.</param>
    /// <param name="failure">What happened: a data error, or an exception of the type's own code.</param>
    public static PeerDataException Within(string type, string member, Exception failure) => PeerDataException.InMember(failure, type, member);

    /// <summary>
    /// For an exception filter: adds a member of a type to the path of a data error, which passes on; says whether the failure
    /// is of another kind, an exception of the type's own code, and has to become one.
    /// </summary>
    /// <param name="failure">What happened.</param>
    /// <param name="type">The type.</param>
    /// <param name="member">The member; empty when the failure concerns the whole value.</param>
    public static bool IsForeign(Exception failure, string type, string member) => failure is not PeerDataException data || data.AddMember(type, member);

    /// <summary>Returns the failure of a member that the peer did not send and that cannot be left out.</summary>
    /// <param name="member">The member.</param>
    public static PeerDataException Missing(string member) => new($"the peer sent no '{member}', which is never null");

    /// <summary>Returns the failure of a value whose type is none of a union.</summary>
    /// <param name="union">The union.</param>
    /// <param name="type">The type of the value.</param>
    public static PeerDataException NotInUnion(string union, Type type) => new($"{type} is no type of the union {union}");

    /// <summary>Returns the failure of a tag that belongs to no type of a union.</summary>
    /// <param name="union">The union.</param>
    /// <param name="tag">The tag.</param>
    public static PeerDataException UnknownTag(string union, int tag) => new($"{tag} is no tag of the union {union}");

    /// <summary>Returns the failure of arguments, a result or an item that pass the limit of a session.</summary>
    internal static PeerDataException TooLarge(PeerSessionOptions options) =>
        new(PeerStatus.LimitExceeded, $"larger than the limit of {options.MaxMessageBytes} bytes ({nameof(PeerSessionOptions.MaxMessageBytes)})");

    [DoesNotReturn]
    private static void ThrowNull(string name) => throw new PeerDataException(NeverNull, name);

    [DoesNotReturn]
    internal static void ThrowOtherLayout(Type type, int expected) =>
        throw new NotSupportedException($"{type} takes another size than {expected} bytes on this platform");

    [DoesNotReturn]
    internal static void ThrowWrongMembers(int found, int expected)
    {
        if (found == NullObject)
        {
            ThrowNull();
        }

        throw new PeerDataException($"an object of {found} members came where {expected} are expected");
    }

    [DoesNotReturn]
    internal static void ThrowWrongCount(int count, int remaining)
    {
        if (count == NullCollection)
        {
            ThrowNull();
        }

        throw new PeerDataException($"a collection claims {count} items where {remaining} bytes are left");
    }
}
