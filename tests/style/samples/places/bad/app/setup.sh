fetch registry.example.org
