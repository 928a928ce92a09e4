namespace Sample;

public interface IPlain { Task PlainAsync(); }

[PeerContract]
public partial interface IParent : IPlain { ValueTask<int> ParentAsync(int x); }

[PeerContract(Name = "child")]
public partial interface IChild : IParent { ValueTask<int> ChildAsync(int x); }
