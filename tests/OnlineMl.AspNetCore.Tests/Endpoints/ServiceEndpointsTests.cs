using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OnlineMl.AspNetCore.Tests.Authentication;
using OnlineMl.Serving;
using OnlineMl.Serving.Storage;

namespace OnlineMl.AspNetCore.Tests.Endpoints;

/// <summary>Who is told which problems.</summary>
public class ServiceEndpointsTests
{
    [Fact]
    public async Task Ready_TellsAUserNothingOfModelsThatAreNotForThatUser()
    {
        await using var server = await TestServer.StartAsync(options => options.Access.Users =
        [
            "anna:secret",
            new OnlineMlUser("alan", "secret") { Models = ["a*"] },
        ]);
        var anna = await server.TokenAsync("anna", "secret");
        foreach (var name in new[] { "apples", "bears" })
        {
            using var created = await server.SendAsAsync(anna, "POST", $"/api/model/regression/{name}", "\"LinearRegression\"");
            Assert.True(created.IsSuccessStatusCode);
        }

        foreach (var entry in server.Services.GetRequiredService<ModelHost>().Entries)
        {
            entry.Report(new StorageFault(entry.Name, 0, $"The file of {entry.Name} is damaged."));
        }

        Assert.Equal(
            ["apples: The file of apples is damaged.", "bears: The file of bears is damaged."],
            (await ProblemsForAsync(anna)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["apples: The file of apples is damaged.", "Problems of models that this user may not use: 1."],
            await ProblemsForAsync(await server.TokenAsync("alan", "secret")));
        Assert.Equal(["There are problems; a token shows them."], await ProblemsForAsync(null));

        async Task<string[]> ProblemsForAsync(string? token)
        {
            using var answer = await server.SendAsAsync(token, "GET", "/api/health/ready");
            Assert.True(answer.IsSuccessStatusCode);
            var problems = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("problems");
            return [.. problems.EnumerateArray().Select(problem => problem.GetString()!)];
        }
    }
}
