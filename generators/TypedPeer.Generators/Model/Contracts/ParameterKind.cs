namespace TypedPeer.Generators.Model.Contracts;

/// <summary>What a parameter is to a call.</summary>
internal enum ParameterKind
{
    /// <summary>A value, written with the call.</summary>
    Value,

    /// <summary>A stream of items, sent after the call.</summary>
    Stream,

    /// <summary>The cancellation token, which does not travel.</summary>
    Token,
}
