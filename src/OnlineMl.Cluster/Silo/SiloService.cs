using Microsoft.Extensions.Hosting;

namespace OnlineMl.Cluster.Silo;

/// <summary>What starts and stops the silo, in the place of the host.</summary>
internal sealed record SiloService(IHostedService Service);
