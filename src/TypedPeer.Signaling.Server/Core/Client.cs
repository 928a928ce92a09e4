namespace TypedPeer.Signaling.Server.Core;

/// <summary>A client that has an id, with a connection or within the grace after it lost one.</summary>
internal sealed class Client(string id, TokenHash token)
{
    private TokenHash _token = token;
    private List<Membership>? _memberships;

    /// <summary>Gets its id.</summary>
    public string Id { get; } = id;

    /// <summary>Gets the rooms it is in.</summary>
    public IReadOnlyList<Membership> Memberships => _memberships ?? (IReadOnlyList<Membership>)[];

    /// <summary>Gets the hash of its token.</summary>
    public TokenHash Token => _token;

    /// <summary>Gets or sets what names its connection among several servers; null where there is one.</summary>
    public string? Registration { get; set; }

    /// <summary>Gets or sets its connection; null within the grace.</summary>
    public ConnectionState? Connection { get; set; }

    /// <summary>Gets or sets its metadata as JSON; empty where it has none.</summary>
    public byte[] Metadata { get; set; } = [];

    /// <summary>Gets or sets when it was heard last, or lost its connection; in microseconds.</summary>
    public long Since { get; set; }

    /// <summary>Gets or sets the list of clients, in the order of <see cref="Since"/>, that it is in.</summary>
    public ClientList? List { get; set; }

    /// <summary>Gets or sets its neighbour in that list.</summary>
    public Client? Before { get; set; }

    /// <summary>Gets or sets its neighbour in that list.</summary>
    public Client? After { get; set; }

    /// <summary>Says whether a token is the client's.</summary>
    public bool HasToken(in TokenHash token) => TokenHash.AreEqual(_token, token);

    /// <summary>Finds the client's place in a room.</summary>
    public Membership? In(Room room)
    {
        foreach (var membership in Memberships)
        {
            if (ReferenceEquals(membership.Room, room))
            {
                return membership;
            }
        }

        return null;
    }

    /// <summary>Notes that it is in a room.</summary>
    public void Add(Membership membership) => (_memberships ??= new(1)).Add(membership);

    /// <summary>Notes that it no longer is.</summary>
    public void Remove(Membership membership) => _memberships!.Remove(membership);
}
