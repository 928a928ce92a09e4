namespace TypedPeer.Generators.Model.Contracts;

/// <summary>What a stream of blocks of bytes looks like to the user.</summary>
internal enum BlockForm
{
    /// <summary>Nothing special: what travels is what the signature says.</summary>
    None,

    /// <summary>A <c>System.IO.Stream</c>.</summary>
    Stream,

    /// <summary>A <c>System.IO.Pipelines.PipeReader</c>.</summary>
    PipeReader,
}
