namespace TypedPeer.Signaling.Server.Core;

/// <summary>Clients in the order of <see cref="Client.Since"/>: whoever is due stands first, whoever was heard goes to the end. All in constant time.</summary>
internal sealed class ClientList
{
    private Client? _last;

    /// <summary>Gets the client whose time is the earliest.</summary>
    public Client? First { get; private set; }

    /// <summary>Puts a client at the end, out of whatever list it is in.</summary>
    public void MoveToEnd(Client client, long now)
    {
        client.List?.Remove(client);
        client.Since = now;
        client.List = this;
        client.Before = _last;
        if (_last is null)
        {
            First = client;
        }
        else
        {
            _last.After = client;
        }

        _last = client;
    }

    /// <summary>Takes a client out.</summary>
    public void Remove(Client client)
    {
        if (client.Before is null)
        {
            First = client.After;
        }
        else
        {
            client.Before.After = client.After;
        }

        if (client.After is null)
        {
            _last = client.Before;
        }
        else
        {
            client.After.Before = client.Before;
        }

        client.Before = null;
        client.After = null;
        client.List = null;
    }
}
