namespace TypedPeer.Signaling.Server.Core;

/// <summary>A room and who is in it. There is one while somebody is.</summary>
internal sealed class Room(string name)
{
    private readonly List<Membership> _members = new(2);

    /// <summary>Gets its name.</summary>
    public string Name { get; } = name;

    /// <summary>Gets who is in it.</summary>
    public IReadOnlyList<Membership> Members => _members;

    /// <summary>Gets or sets how much metadata its members have together, in bytes.</summary>
    public int MetadataBytes { get; set; }

    /// <summary>Gets or sets how often its members were told of a change of who is in it.</summary>
    public long Changes { get; set; }

    /// <summary>Lets a client in that is not.</summary>
    public void Add(Client client)
    {
        var membership = new Membership(client, this, _members.Count);
        _members.Add(membership);
        client.Add(membership);
        MetadataBytes += client.Metadata.Length;
    }

    /// <summary>Lets a client go, in constant time: the last takes its place.</summary>
    public void Remove(Membership membership)
    {
        var last = _members[^1];
        _members[membership.Index] = last;
        last.Index = membership.Index;
        _members.RemoveAt(_members.Count - 1);
        membership.Client.Remove(membership);
        MetadataBytes -= membership.Client.Metadata.Length;
    }
}
