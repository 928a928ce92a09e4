using System.Reflection;

namespace TypedPeer.TestSupport.Architecture;

/// <summary>That a type of an assembly needs another type, or a member of one.</summary>
/// <param name="User">The type, with those nested in it taken for one.</param>
/// <param name="Used">What it needs: never generic over something, never nested, no array, pointer or reference.</param>
/// <param name="Member">The member it calls or reads; null where it needs the type itself.</param>
public sealed record TypeUse(Type User, Type Used, MemberInfo? Member);
