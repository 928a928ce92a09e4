namespace TypedPeer;

/// <summary>Chooses the constructor that reading a data type calls, where the choice by itself would be another.</summary>
[AttributeUsage(AttributeTargets.Constructor)]
public sealed class PeerConstructorAttribute : Attribute;
