public partial class Outer
{
    [PeerContract]
    private partial interface IInner { Task M(Box<string?> box, int @class); Task M(); }
}

public class Box<T> { public T? Value { get; set; } }
