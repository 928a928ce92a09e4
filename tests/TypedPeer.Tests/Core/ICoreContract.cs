namespace TypedPeer.Tests.Core;

/// <summary>Stands for a contract where no code of one runs.</summary>
internal interface ICoreContract;
