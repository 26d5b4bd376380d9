using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>OnlineMl's users beside the application's own.</summary>
public class CompositionTests
{
    [Fact]
    public async Task TheApplicationsOnlyScheme_StaysItsDefault()
    {
        await using var server = await TestServer.StartAsync(
            options => options.Access.Users = ["anna:secret"],
            builder => builder.Services.AddAuthentication().AddCookie(options => options.Events.OnRedirectToLogin = context =>
            {
                context.Response.StatusCode = 418;
                return Task.CompletedTask;
            }),
            app =>
            {
                app.MapOnlineMl();
                app.MapGet("/own", () => "mine").RequireAuthorization();
            });
        var token = await server.TokenAsync("anna", "secret");
        Assert.Equal((HttpStatusCode)418, await server.StatusAsAsync(null, "GET", "/own"));
        Assert.Equal((HttpStatusCode)418, await server.StatusAsAsync(token, "GET", "/own"));
        Assert.Equal(HttpStatusCode.Unauthorized, await server.StatusAsAsync(null, "GET", "/api/models"));
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(token, "GET", "/api/models"));
    }

    [Fact]
    public async Task NoKeysOfDataProtection_AreMade()
    {
        await using var server = await TestServer.StartAsync(options => options.Access.Users = ["anna:secret"]);
        Assert.Null(server.Services.GetService<IDataProtectionProvider>());
    }

    [Fact]
    public async Task WithoutUsers_AuthenticationIsTheApplicationsMatter()
    {
        await using var server = await TestServer.StartAsync(
            build: builder =>
            {
                builder.Services.AddAuthentication().AddCookie(options => options.Events.OnRedirectToLogin = context =>
                {
                    context.Response.StatusCode = 418;
                    return Task.CompletedTask;
                });
                builder.Services.AddAuthorizationBuilder().AddPolicy(OnlineMlDefaults.LearnPolicy, policy => policy.RequireAssertion(_ => false));
            },
            map: app =>
            {
                app.MapOnlineMl("/api");
                app.MapOnlineMl("/staff").RequireAuthorization();
            });
        Assert.Equal(HttpStatusCode.OK, await server.StatusAsAsync(null, "GET", "/api/models"));
        Assert.Equal((HttpStatusCode)418, await server.StatusAsAsync(null, "POST", "/api/learn"));
        Assert.Equal((HttpStatusCode)418, await server.StatusAsAsync(null, "GET", "/staff/models"));
    }
}
