using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OnlineMl.AspNetCore.Tests;

namespace OnlineMl.AspNetCore.Swagger.Tests;

/// <summary>Swagger UI as a user has it: in a browser, from the top of the page to its end, with the examples as they stand there.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const float Patience = 120_000;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(ChromiumTheoryAttribute.Path))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = ChromiumTheoryAttribute.Path, Timeout = Patience });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
        }
    }

    [ChromiumTheory]
    [InlineData("", "", false)]
    [InlineData("/shop", "/v1", true)]
    public async Task EveryExample_RunsUneditedInTheOrderOfThePage(string pathBase, string group, bool hasUsers)
    {
        await using var server = await StartAsync(pathBase, group, hasUsers);
        await using var context = await _browser.NewContextAsync(new()
        {
            HttpCredentials = hasUsers ? new() { Username = "anna", Password = "secret" } : null,
        });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.PageError += (_, error) => faults.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                faults.Add($"{message.Text} {message.Location}");
            }
        };
        await page.GotoAsync($"{server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{pathBase}/swagger/index.html");
        var operations = page.Locator(".opblock");
        await operations.First.WaitForAsync();
        if (hasUsers)
        {
            await AuthorizeAsync(page, "basic", "anna", "secret");
        }

        Assert.Equal(
            ["service", "models", "learning", "measures", "streams", "one model"],
            await page.Locator(".opblock-tag-section").EvaluateAllAsync<string[]>("groups => groups.map(group => group.querySelector('.opblock') && group.querySelector('.opblock-tag').dataset.tag)"));
        var executed = 0;
        var count = await operations.CountAsync();
        for (var i = 0; i < count; i++)
        {
            var operation = operations.Nth(i);
            var name = await OpenAsync(operation);
            foreach (var (example, isFirst) in (await ExamplesOfAsync(operation)).Select((example, i) => (example, i == 0)))
            {
                // The first one stands there already.
                if (!isFirst)
                {
                    await SelectAsync(operation, example);
                }

                var response = await page.RunAndWaitForResponseAsync(
                    () => operation.Locator(".btn.execute").ClickAsync(), answer => answer.Url.Contains($"{pathBase}{group}/ml", StringComparison.Ordinal));
                Assert.True(response.Ok, $"{name} {example}: {response.Status} {(response.Ok ? "" : await response.TextAsync())} {string.Join('\n', faults)}");
                executed++;
                if (!name.Contains("/stream/", StringComparison.Ordinal))
                {
                    // What a batch says of a bad line.
                    Assert.DoesNotContain("\"message\"", await response.TextAsync(), StringComparison.Ordinal);
                    var shown = operation.Locator(".live-responses-table .response-col_status").Last;
                    await Assertions.Expect(shown).ToContainTextAsync($"{response.Status}", new() { Timeout = Patience });
                }

                if (name.EndsWith("/auth/token", StringComparison.Ordinal))
                {
                    await AuthorizeAsync(page, "bearer", (await response.JsonAsync())!.Value.GetProperty("token").GetString()!);
                }
            }

            await operation.Locator(".opblock-summary-control").First.ClickAsync();
        }

        Assert.Empty(faults);
        Assert.True(executed >= (hasUsers ? 30 : 29), $"{executed}");
    }

    private static Task<TestServer> StartAsync(string pathBase, string group, bool hasUsers) => TestServer.StartAsync(
        options => options.Access.Users = hasUsers ? ["anna:secret"] : [],
        builder => builder.Services.AddOnlineMlSwagger(),
        app =>
        {
            app.UsePathBase(pathBase);
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseOnlineMlSwagger();
            IEndpointRouteBuilder routes = group.Length > 0 ? app.MapGroup(group) : app;
            routes.MapOnlineMl("/ml");
        });

    // Opens what is said of an operation, ready to be tried out.
    private static async Task<string> OpenAsync(ILocator operation)
    {
        var name = $"{await operation.Locator(".opblock-summary-method").InnerTextAsync()} {await operation.Locator(".opblock-summary-path").GetAttributeAsync("data-path")}";
        await operation.Locator(".opblock-summary-control").First.ClickAsync();
        await operation.Locator(".try-out__btn").ClickAsync();
        await operation.Locator(".btn.execute").WaitForAsync();
        return name;
    }

    // The names of the examples between which the page lets its user choose; one without a name where there is no choice.
    private static async Task<string[]> ExamplesOfAsync(ILocator operation)
    {
        var choices = await operation.Locator(".opblock-section-request-body .examples-select-element, .parameters .examples-select-element").AllAsync();
        var names = new List<string>();
        foreach (var choice in choices)
        {
            names.AddRange(await choice.Locator("option").EvaluateAllAsync<string[]>("options => options.map(option => option.value)"));
        }

        return names.Count > 0 ? [.. names.Distinct(StringComparer.Ordinal)] : [""];
    }

    private static async Task SelectAsync(ILocator operation, string example)
    {
        if (example.Length > 0)
        {
            foreach (var choice in await operation.Locator(".opblock-section-request-body .examples-select-element, .parameters .examples-select-element").AllAsync())
            {
                await choice.SelectOptionAsync(example);
            }
        }
    }

    private static async Task AuthorizeAsync(IPage page, string scheme, params string[] values)
    {
        await page.Locator(".btn.authorize").First.ClickAsync();
        var form = page.Locator(".auth-container").Filter(new() { Has = page.Locator("h4 code", new() { HasText = scheme }) }).First;
        var inputs = form.Locator("input");
        for (var i = 0; i < values.Length; i++)
        {
            await inputs.Nth(i).FillAsync(values[i]);
        }

        await form.Locator("button.authorize").ClickAsync();
        await page.Locator(".modal-ux .btn-done").First.ClickAsync();
    }
}
