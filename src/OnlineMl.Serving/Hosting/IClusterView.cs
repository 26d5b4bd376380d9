using OnlineMl.Contracts;

namespace OnlineMl.Serving.Hosting;

/// <summary>Knows of the other servers that share the models.</summary>
internal interface IClusterView
{
    /// <summary>Which servers there are, and which of them owns what.</summary>
    /// <exception cref="OnlineMlException">It cannot be found out now.</exception>
    Task<ClusterStatus> ReadAsync(CancellationToken cancellationToken);

    /// <summary>How far servers are behind with a model, as <see cref="ClusterModel.Lags"/> says; null when that is not known now.</summary>
    Task<IReadOnlyDictionary<string, long>?> FindLagsAsync(string model, CancellationToken cancellationToken);
}
