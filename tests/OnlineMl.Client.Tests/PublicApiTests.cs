using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.Contracts;
using OnlineMl.Serving;
using OnlineMl.Tests.PublicApi;

namespace OnlineMl.Client.Tests;

/// <summary>Every change of the public surface is deliberate.</summary>
public class PublicApiTests
{
    [Fact]
    public void Contracts_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(IOnlineMlClient).Assembly);

    [Fact]
    public void Serving_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(ModelHost).Assembly);

    [Fact]
    public void AspNetCore_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(OnlineMlServiceCollectionExtensions).Assembly);

    [Fact]
    public void AspNetCoreSwagger_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(OnlineMlSwagger).Assembly);

    [Fact]
    public void OpenTelemetry_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(OnlineMlInstrumentation).Assembly);

    [Fact]
    public void Client_HasTheApprovedSurface() => PublicSurface.IsApproved(typeof(OnlineMlHttpClient).Assembly);
}
