namespace TypedPeer.Tests.Contracts;

/// <summary>So many methods that the smallest channel message does not hold what a session says of them.</summary>
[PeerContract]
public partial interface IWide
{
    ValueTask<int> Get00Async();

    ValueTask<int> Get01Async();

    ValueTask<int> Get02Async();

    ValueTask<int> Get03Async();

    ValueTask<int> Get04Async();

    ValueTask<int> Get05Async();

    ValueTask<int> Get06Async();

    ValueTask<int> Get07Async();

    ValueTask<int> Get08Async();

    ValueTask<int> Get09Async();

    ValueTask<int> Get10Async();

    ValueTask<int> Get11Async();

    ValueTask<int> Get12Async();

    ValueTask<int> Get13Async();

    ValueTask<int> Get14Async();

    ValueTask<int> Get15Async();

    ValueTask<int> Get16Async();

    ValueTask<int> Get17Async();

    ValueTask<int> Get18Async();

    ValueTask<int> Get19Async();

    ValueTask<int> Get20Async();

    ValueTask<int> Get21Async();

    ValueTask<int> Get22Async();

    ValueTask<int> Get23Async();

    ValueTask<int> Get24Async();

    ValueTask<int> Get25Async();

    ValueTask<int> Get26Async();

    ValueTask<int> Get27Async();

    ValueTask<int> Get28Async();

    ValueTask<int> Get29Async();

    ValueTask<int> Get30Async();

    ValueTask<int> Get31Async();

    ValueTask<int> Get32Async();

    ValueTask<int> Get33Async();

    ValueTask<int> Get34Async();

    ValueTask<int> Get35Async();

    ValueTask<int> Get36Async();

    ValueTask<int> Get37Async();

    ValueTask<int> Get38Async();

    ValueTask<int> Get39Async();

    ValueTask<int> Get40Async();

    ValueTask<int> Get41Async();

    ValueTask<int> Get42Async();

    ValueTask<int> Get43Async();

    ValueTask<int> Get44Async();

    ValueTask<int> Get45Async();

    ValueTask<int> Get46Async();

    ValueTask<int> Get47Async();

    ValueTask<int> Get48Async();

    ValueTask<int> Get49Async();

    ValueTask<int> Get50Async();

    ValueTask<int> Get51Async();

    ValueTask<int> Get52Async();

    ValueTask<int> Get53Async();

    ValueTask<int> Get54Async();

    ValueTask<int> Get55Async();

    ValueTask<int> Get56Async();

    ValueTask<int> Get57Async();

    ValueTask<int> Get58Async();

    ValueTask<int> Get59Async();

    ValueTask<int> Get60Async();

    ValueTask<int> Get61Async();

    ValueTask<int> Get62Async();

    ValueTask<int> Get63Async();

    ValueTask<int> Get64Async();

    ValueTask<int> Get65Async();

    ValueTask<int> Get66Async();

    ValueTask<int> Get67Async();

    ValueTask<int> Get68Async();

    ValueTask<int> Get69Async();

    ValueTask<int> Get70Async();

    ValueTask<int> Get71Async();

    ValueTask<int> Get72Async();

    ValueTask<int> Get73Async();

    ValueTask<int> Get74Async();

    ValueTask<int> Get75Async();

    ValueTask<int> Get76Async();

    ValueTask<int> Get77Async();

    ValueTask<int> Get78Async();

    ValueTask<int> Get79Async();
}
